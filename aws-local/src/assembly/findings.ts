/** Something of an assembly that cannot run here. */
export interface Finding {
  readonly stackName: string;
  /** Undefined if it is of the template as a whole. */
  readonly resource?: { readonly logicalId: string; readonly type: string; readonly path: string | undefined };
  /** What is wrong, with the property or the section that says so. */
  readonly problem: string;
  /** What would leave it out: the argument of --ignore. */
  readonly ignore?: string;
}

const heading = ({ stackName, resource }: Finding): string => {
  if (resource === undefined) return stackName;
  const { path, logicalId, type } = resource;
  return path === undefined ? `${stackName}: ${logicalId} (${type})` : `${path} (${type}, ${logicalId})`;
};

const line = ({ problem, ignore }: Finding): string =>
  `    ${problem}${ignore === undefined ? '' : `; to leave it out: --ignore ${ignore}`}`;

/** All findings as one text: each resource once, with its construct path, type and logical id, below it what is wrong with it. */
export const findingsText = (findings: readonly Finding[]): string => {
  const heads = [...new Set(findings.map(heading))];
  const ignore = [...new Set(findings.flatMap((finding) => finding.ignore ?? []))];
  return [
    `${findings.length === 1 ? 'One thing' : `${findings.length} things`} of this assembly cannot run here:`,
    ...heads.flatMap((head) => [`  ${head}`, ...findings.filter((finding) => heading(finding) === head).map(line)]),
    ...(ignore.length > 1 ? [`To leave all of these out: ${ignore.map((each) => `--ignore ${each}`).join(' ')}`] : []),
  ].join('\n');
};
