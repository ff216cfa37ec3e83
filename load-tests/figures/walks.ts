/** The walks of docs/architecture.md: the files that a reader of one order passes. */
export interface Walks {
  readonly charge: readonly string[];
  readonly allocation: readonly string[];
}

const HEADINGS = { charge: 'One charge', allocation: 'One allocation' } as const satisfies Record<keyof Walks, string>;

/**
 * Reads the walks out of docs/architecture.md: numbered lines that begin with a link to a file.
 * @param markdown the document.
 * @returns paths as they are named, relative to the repository.
 * @throws Error if a walk is missing, or a link does not lead to the file that it names.
 */
export const walksIn = (markdown: string): Walks => {
  const walk = (heading: string): string[] => {
    const section = markdown.split('\n## ').find((part) => part.startsWith(heading)) ?? '';
    const steps = [...section.matchAll(/^\d+\. \[`([^`]+)`\]\(\.\.\/([^)]+)\)/gm)];
    if (steps.length === 0) throw new Error(`docs/architecture.md has no walk "${heading}"`);
    return steps.map(([, name = '', link]) => {
      if (name !== link) throw new Error(`docs/architecture.md: the link of ${name} leads to ${link}`);
      return name;
    });
  };
  return { charge: walk(HEADINGS.charge), allocation: walk(HEADINGS.allocation) };
};
