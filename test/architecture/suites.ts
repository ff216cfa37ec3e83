/**
 * The Jest projects that an npm script runs.
 * @param command the script's text in package.json.
 */
export const projectsRunBy = (command: string): string[] => {
  const selected = /\bjest .*?--selectProjects((?: [\w-]+)+)/.exec(command)?.[1];
  if (selected !== undefined) return selected.trim().split(' ');
  // These start Jest themselves: on one of two projects, on the console's with a browser, and on the alarms' with a table of what they measured.
  const given = /\btest\/run\/main\.ts (\w+)/.exec(command)?.[1];
  if (given !== undefined) return [given];
  return ['console', 'alarms'].filter((project) => command.includes(`test/${project}/main.ts`));
};
