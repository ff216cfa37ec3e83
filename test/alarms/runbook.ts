import type { RehearsedAlarm } from './stack-alarms';

const COLUMNS = 120;
const TABLE_HEADING = '# How fast the alarms are';

/** Wraps a paragraph, between a number and its unit nowhere. Pure. */
const wrapped = (text: string): string[] => {
  const lines = [''];
  for (const word of text.split(/ (?!s\b)/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
};

const testOf = ({ scenario: { file } }: RehearsedAlarm): string => `\`test/alarms/${file}.test.ts\``;

/** What a section of the runbook says of the rehearsal of its alarms. */
const rehearsed = (ofSection: readonly RehearsedAlarm[]): string[] => {
  const byPromise = new Map<string, RehearsedAlarm[]>();
  for (const alarm of ofSection) {
    const promise = `${alarm.raisedWithinSeconds} ${alarm.overWithinSeconds}`;
    byPromise.set(promise, [...(byPromise.get(promise) ?? []), alarm]);
  }
  const parts = [...byPromise.values()].map((alike) => {
    const [{ raisedWithinSeconds, overWithinSeconds } = { raisedWithinSeconds: 0, overWithinSeconds: 0 }] = alike;
    const names = byPromise.size > 1 ? `${alike.map(({ name }) => `\`${name}\``).join(', ')} ` : '';
    return `${names}raised within ${raisedWithinSeconds} s of the fault, over within ${overWithinSeconds} s of its end`;
  });
  const tests = [...new Set(ofSection.map(testOf))].join(', ');
  return wrapped(`**Rehearsed.** ${tests}: ${parts.join('; ')}.`);
};

const table = (alarms: readonly RehearsedAlarm[]): string[] => [
  '| alarm | scenario | raised within | over within | the fault shows | its end shows |',
  '| --- | --- | ---: | ---: | --- | --- |',
  ...alarms.map((alarm) => {
    const { name, scenario, raisedWithinSeconds, overWithinSeconds } = alarm;
    const { shows, ends } = scenario;
    return `| \`${name}\` | ${testOf(alarm)} | ${raisedWithinSeconds} s | ${overWithinSeconds} s | ${shows.because} | ${ends.because} |`;
  }),
];

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** A heading with the lines below it. */
type Section = readonly string[];

const sectionsOf = (text: string): Section[] => {
  const sections: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (/^#+ /.test(line)) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
};

/** Without what was generated before, and empty lines at the end. */
const handWritten = (section: Section): string[] => {
  const from = section.findIndex((line) => line.startsWith('**Rehearsed.**') || line.startsWith('| alarm |'));
  return `${(from < 0 ? section : section.slice(0, from)).join('\n').trimEnd()}`.split('\n');
};

/**
 * The runbook with what is promised of each alarm: a paragraph at the end of its section, and a table of all. Pure.
 * @throws Error if an alarm's section is missing, or the table's.
 */
export const runbookWith = (runbook: string, alarms: readonly RehearsedAlarm[]): string => {
  const sections = sectionsOf(runbook);
  const anchors = sections.map(([heading = '']) => anchorOf(heading));
  const missing = alarms.filter(({ section }) => !anchors.includes(section));
  if (missing.length > 0) {
    throw new Error(`the runbook has no section for ${missing.map(({ name, section }) => `${name} (${section})`)}`);
  }
  if (!anchors.includes(anchorOf(TABLE_HEADING))) throw new Error(`the runbook has no section ${TABLE_HEADING}`);
  const written = sections.map((section, at) => {
    const ofSection = alarms.filter((alarm) => alarm.section === anchors[at]);
    const generated = section[0] === TABLE_HEADING ? table(alarms) : ofSection.length > 0 ? rehearsed(ofSection) : [];
    return generated.length > 0 ? [...handWritten(section), '', ...generated, ''] : section;
  });
  return `${written
    .map((section) => section.join('\n'))
    .join('\n')
    .trimEnd()}\n`;
};
