/** An AWS client that hands the input of each command to `answer`, and remembers what it was sent. */
export const fakeClient = <C>(answer: (input: Record<string, unknown>, number: number) => unknown = () => ({})) => {
  const sent: Record<string, unknown>[] = [];
  const client = {
    async send(command: { readonly input: Record<string, unknown> }): Promise<unknown> {
      sent.push(command.input);
      return answer(command.input, sent.length);
    },
  } as unknown as C;
  return { client, sent };
};
