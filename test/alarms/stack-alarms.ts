import { SCENARIOS, type Scenario, scenarioOf } from './scenarios';
import { type AlarmTiming, overWithin, raisedWithin, timingOf } from './timing';

/** Of the stack as tests deploy it. */
export const STACK_NAME = 'CoffeeShopOrderProcessor';

/** The name of an alarm or a function, from what comes after the stack's in it. */
export const fullName = (shortName: string): string => `${STACK_NAME}-${shortName}`;

type Properties = Readonly<Record<string, unknown>>;

/** As much of a CloudFormation template as tells its alarms. */
export interface TemplateWithAlarms {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}

/** An alarm of the stack, how it is rehearsed, and what that promises. */
export interface RehearsedAlarm {
  /** After the stack's name. */
  readonly name: string;
  /** Anchor of its section in the runbook. */
  readonly section: string;
  readonly scenario: Scenario;
  readonly raisedWithinSeconds: number;
  readonly overWithinSeconds: number;
}

const TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

const alarmProperties = ({ Resources }: TemplateWithAlarms, stackName: string): Map<string, Properties> =>
  new Map(
    Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
      TYPES.includes(Type) ? [[String(Properties.AlarmName).slice(`${stackName}-`.length), Properties] as const] : [],
    ),
  );

/** Names of a template's alarms that are not rehearsed, and of scenarios whose alarm is not in it. Pure. */
export const unmatched = (template: TemplateWithAlarms, stackName: string) => {
  const names = [...alarmProperties(template, stackName).keys()];
  return {
    alarms: names.filter((name) => !(name in SCENARIOS)),
    scenarios: Object.keys(SCENARIOS).filter((name) => !names.includes(name)),
  };
};

/** The alarms of a template with what is promised of each. Pure. @throws Error if one is not rehearsed, or names no section. */
export const rehearsedAlarms = (template: TemplateWithAlarms, stackName: string): RehearsedAlarm[] => {
  const properties = alarmProperties(template, stackName);
  return [...properties].map(([name, { AlarmDescription }]) => {
    const scenario = scenarioOf(name);
    const timing = timingIn(properties, scenario.through ?? name);
    const section = /runbook\.md#([\w-]+)/.exec(JSON.stringify(AlarmDescription))?.[1];
    if (section === undefined) throw new Error(`the description of the alarm ${name} names no section of the runbook`);
    return {
      name,
      section,
      scenario,
      raisedWithinSeconds: raisedWithin(timing, scenario.shows),
      overWithinSeconds: overWithin(timing, scenario.ends),
    };
  });
};

const timingIn = (properties: ReadonlyMap<string, Properties>, name: string): AlarmTiming => {
  const found = properties.get(name);
  if (found === undefined) throw new Error(`the template has no alarm ${name}`);
  return timingOf(found);
};
