import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { parseSync, printSync } from '@swc/core';
import type { SQSBatchResponse } from 'aws-lambda';
import { build, type Plugin, transformSync } from 'esbuild';
import type { StageProcess } from '../../load-tests/figures/stage-process';
import { ROOT } from './tracked-files';

const TARGET = 'node20';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Has each function below a node of swc's syntax tree note, at its call, that `file` is passed. */
const noteCalls = (node: Node, file: string): void => {
  for (const inner of Object.values(node)) if (isNode(inner)) noteCalls(inner, file);
  const { type, body } = node;
  // A constructor may have to call its super class first.
  if (!isNode(body) || !('params' in node) || type === 'Constructor') return;
  const call = parseSync(`notePassed(${JSON.stringify(file)})`).body[0] as unknown as Node;
  if (Array.isArray(body.stmts)) body.stmts.unshift(call);
  else {
    const { span } = body;
    const expressions = [call.expression, body];
    node.body = { type: 'ParenthesisExpression', span, expression: { type: 'SequenceExpression', span, expressions } };
  }
};

const instrumented: Plugin = {
  name: 'instrumented',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`)) return undefined;
      const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', target: TARGET });
      const tree = parseSync(code, { syntax: 'ecmascript', target: 'es2023' });
      noteCalls(tree as unknown as Node, relative(ROOT, path).split(sep).join('/'));
      return { contents: printSync(tree).code, loader: 'js' };
    });
  },
};

/** Answers each event with what the handler answered and which files it passed, in the order of their first calls. */
const PROGRAM = `
const passed = new Set();
globalThis.notePassed = (file) => passed.add(file);
const { handler } = require('./handler.js');
process.on('message', async (event) => {
  passed.clear();
  const deadlineMs = Date.now() + 30_000;
  const getRemainingTimeInMillis = () => Math.max(0, deadlineMs - Date.now());
  const response = await handler(event, { awsRequestId: 'walk', getRemainingTimeInMillis });
  process.send({ response, passed: [...passed] });
});
process.on('disconnect', () => process.exit());
process.send('ready');
`;

/**
 * Loads a handler in a process of its own, for which `handle` gives the files that it passes in their order.
 * @param entry the handler's file, relative to the repository.
 */
export const startNotingProcess = async (
  entry: string,
  variables: Readonly<Record<string, string>>,
): Promise<StageProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'walk-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(folder, 'handler.js'),
    bundle: true,
    platform: 'node',
    target: TARGET,
    logLevel: 'warning',
    plugins: [instrumented],
  });
  writeFileSync(join(folder, 'program.js'), PROGRAM);
  const child = fork(join(folder, 'program.js'), [], {
    execArgv: [],
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return {
    async handle(message) {
      child.send({ Records: [message] });
      const [answer] = (await once(child, 'message')) as [{ response: SQSBatchResponse; passed: readonly string[] }];
      if (answer.response.batchItemFailures.length > 0) throw new Error(`${entry} failed ${message.messageId}`);
      return answer.passed;
    },
    stop() {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
};
