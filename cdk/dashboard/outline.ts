import type { CloudFormationTemplate } from '../iam/statements';

interface MetricOptions {
  readonly label?: string;
  readonly expression?: string;
  readonly visible?: boolean;
  readonly stat?: string;
}

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly properties: {
    readonly markdown?: string;
    readonly title?: string;
    /** Namespace, name, dimension, value, …, and options at the end; of an expression the options alone. */
    readonly metrics?: readonly (readonly (string | MetricOptions)[])[];
    readonly annotations?: { readonly horizontal?: readonly { readonly label?: string }[] };
  };
}

/** A graph of the dashboard in words. */
interface OutlinedGraph {
  readonly title: string;
  /** Each line of the graph: how it is labelled, and what it is made of. */
  readonly metrics: readonly { readonly label: string; readonly of: string }[];
  /** When the alarms on its metrics are raised. */
  readonly alarms: readonly string[];
}

/** A question of the dashboard, and the rows of graphs that answer it, from left to right. */
export interface OutlinedSection {
  readonly question: string;
  readonly rows: readonly (readonly OutlinedGraph[])[];
}

/** The text of a dashboard's body; a resource stands in it by its logical id. */
const textOf = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : (body as { 'Fn::Join': [string, readonly unknown[]] })['Fn::Join'][1]
        .map((part) => {
          const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
          return typeof part === 'string' ? part : (Ref ?? attribute?.[0] ?? 'unknown');
        })
        .join('');

const metricOf = (metric: readonly (string | MetricOptions)[]): { label: string; of: string; isShown: boolean } => {
  const names = metric.filter((part) => typeof part === 'string');
  const options: MetricOptions = metric.find((part) => typeof part === 'object') ?? {};
  const { expression, visible = true, stat = 'Average' } = options;
  const [namespace = '', name = '', ...dimensions] = names;
  const values = dimensions.filter((_, at) => at % 2 === 1).join(' ');
  return {
    label: options.label?.trim() || 'by its dimension',
    of: expression ?? `${namespace.startsWith('AWS/') ? `${namespace} ` : ''}${name} of ${values}, ${stat}`,
    isShown: visible,
  };
};

const graphOf = ({ properties: { title = '', metrics = [], annotations } }: Widget): OutlinedGraph => ({
  title,
  metrics: metrics
    .map(metricOf)
    .filter(({ isShown }) => isShown)
    .map(({ label, of }) => ({ label, of })),
  alarms: (annotations?.horizontal ?? []).flatMap(({ label }) => label ?? []),
});

/** The dashboard of a template as it stands on the screen, from top to bottom. @throws Error if the template has none. */
export const outlineOf = ({ Resources }: CloudFormationTemplate): OutlinedSection[] => {
  const dashboard = Object.values(Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  if (!dashboard) throw new Error('the template has no dashboard');
  const { widgets } = JSON.parse(textOf(dashboard.Properties?.DashboardBody)) as { widgets: Widget[] };
  const sections: { question: string; rows: OutlinedGraph[][] }[] = [];
  let rowY: number | undefined;
  for (const widget of widgets.toSorted((one, other) => one.y - other.y || one.x - other.x)) {
    if (widget.type === 'text') {
      sections.push({ question: (widget.properties.markdown ?? '').replace(/^#+ /, ''), rows: [] });
      rowY = undefined;
      continue;
    }
    const rows = sections.at(-1)?.rows;
    if (widget.y !== rowY) rows?.push([]);
    rowY = widget.y;
    rows?.at(-1)?.push(graphOf(widget));
  }
  return sections;
};

/** The outline as lines of text. */
export const outlineLines = (sections: readonly OutlinedSection[]): string[] =>
  sections.flatMap(({ question, rows }) => [
    question,
    ...rows.flatMap((row, at) => [
      '',
      `  row ${at + 1}`,
      ...row.flatMap(({ title, metrics, alarms }) => [
        `    [${title}]`,
        ...metrics.map(({ label, of }) => `        ${label}: ${of}`),
        ...alarms.map((alarm) => `      ! ${alarm}`),
      ]),
    ]),
    '',
  ]);
