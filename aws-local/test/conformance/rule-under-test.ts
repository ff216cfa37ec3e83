import {
  DeleteRuleCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { Bus } from './bus-under-test';
import type { Side } from './side';

export const PATTERN = JSON.stringify({ source: ['conformance'] });

/** A rule of this bus, removed afterwards with its targets. */
export const withRule = async (
  side: Side,
  bus: Bus,
  use: (rule: { name: string; put(...Targets: Target[]): ReturnType<typeof putTargets> }) => Promise<void>,
  more: Partial<PutRuleCommandInput> = { EventPattern: PATTERN },
): Promise<void> => {
  const Name = side.unique('rule');
  await side.events.send(new PutRuleCommand({ Name, EventBusName: bus.name, ...more }));
  try {
    await use({ name: Name, put: (...Targets) => putTargets(side, bus, Name, Targets) });
  } finally {
    const { Targets = [] } = await side.events.send(
      new ListTargetsByRuleCommand({ Rule: Name, EventBusName: bus.name }),
    );
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    if (Ids.length > 0) await side.events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName: bus.name, Ids }));
    await side.events.send(new DeleteRuleCommand({ Name, EventBusName: bus.name }));
  }
};
export const putTargets = (side: Side, bus: Bus, Rule: string, Targets: Target[]) =>
  side.events.send(new PutTargetsCommand({ Rule, EventBusName: bus.name, Targets }));
