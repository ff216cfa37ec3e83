/** CHAOS_LOG=1 shows what the handlers write. */
export const logging = () => (process.env.CHAOS_LOG ? { log: (line: string) => console.error(line) } : {});
