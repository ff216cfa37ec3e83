import { Command, InvalidArgumentError } from 'commander';
import pLimit from 'p-limit';
import { type DynamoDb, startDynamoDb } from '../../src/dynamodb/dynoxide';
import { namesAnotherSide, otherSide, silentEndpoints } from './other-side';
import { ourSide } from './our-side';
import { outcomeOf } from './outcome';
import { measureScale } from './scale';
import { distinctSources } from './sources';
import { suite } from './suite';

/** Behaviours at a time: most of them wait. */
const AT_ONCE = 4;

const seconds = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number of seconds');
  return value;
};

// The SDK's advice on Node.js versions is no result.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const main = async (): Promise<void> => {
  const options = new Command('npm run test:conformance --')
    .description(
      'Checks the behaviours that the product relies on: of our own services, or of those that AWS_ENDPOINT_URL, ' +
        'AWS_ENDPOINT_URL_SQS, _EVENTBRIDGE, _LAMBDA and _DYNAMODB name.',
    )
    .option('--json', 'prints the result as JSON on the last line')
    .option('--only <text>', 'runs the behaviours whose names contain the text')
    .option('--longest-wait-seconds <seconds>', 'what one step may wait for another side’s real time', seconds, 30)
    .option('--scale', 'measures 200,000 messages in 10,000 groups of one FIFO queue instead')
    .parse()
    .opts<{ json?: boolean; only?: string; longestWaitSeconds: number; scale?: boolean }>();
  if (options.scale) return measureScale(options.json ?? false);

  const isOurs = !namesAnotherSide(process.env);
  const silent = isOurs ? [] : await silentEndpoints(process.env);
  if (silent.length > 0) throw new Error(`nothing answers at ${silent.join(', ')}: start it, or unset the variable`);
  let dynoxide: Promise<DynamoDb> | undefined;
  const dynamodbUrl = async (): Promise<string> => {
    dynoxide ??= startDynamoDb();
    return (await dynoxide).url;
  };
  const side = {
    isOurs,
    open: async ({ clock }: (typeof suite)[number]) =>
      isOurs ? ourSide(clock, dynamodbUrl) : otherSide(process.env, options.longestWaitSeconds * 1000),
  };
  const behaviours = suite.filter(({ name }) => name.includes(options.only ?? ''));
  const atOnce = pLimit(AT_ONCE);
  const besideOthers = new Map(
    behaviours.filter(({ alone }) => !alone).map((behaviour) => [behaviour, atOnce(() => outcomeOf(behaviour, side))]),
  );
  const inOrder = [...besideOthers.keys(), ...behaviours.filter(({ alone }) => alone)];

  let passed = 0;
  const failed: string[] = [];
  const notCovered: { behaviour: string; reason: string }[] = [];
  for (const behaviour of inOrder) {
    const outcome = await (besideOthers.get(behaviour) ?? outcomeOf(behaviour, side));
    const { name, source } = behaviour;
    if (outcome?.kind === 'passed') {
      passed += 1;
      console.log(`passed       ${name}`);
    } else if (outcome?.kind === 'notCovered') {
      notCovered.push({ behaviour: name, reason: outcome.reason });
      console.log(`not covered  ${name}\n             ${outcome.reason}`);
    } else {
      failed.push(name);
      console.log(
        `FAILED       ${name}\n             ${source}\n${outcome.error.stack?.replaceAll(/^/gm, '             ')}`,
      );
    }
  }
  await dynoxide?.then((started) => started.close());
  const sources = distinctSources(behaviours).length;
  const whose = isOurs ? 'our own services' : 'the services that the environment names';
  console.log(
    `\n${behaviours.length} behaviours of ${whose}: ${passed} passed, ${failed.length} failed, ${notCovered.length} not covered; ${sources} sources`,
  );
  if (options.json) {
    console.log(
      JSON.stringify({
        behaviours: behaviours.length,
        passed,
        failed: failed.length,
        failures: failed,
        notCovered,
        sources,
      }),
    );
  }
  process.exitCode = failed.length > 0 || behaviours.length === 0 ? 1 : 0;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
