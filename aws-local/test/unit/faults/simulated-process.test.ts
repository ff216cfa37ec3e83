import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jumpingClock } from '../../../src/clock/jumping-clock';
import type { HandlerCall } from '../../../src/faults/handler-call';
import { SimulatedProcess } from '../../../src/faults/simulated-process';

const HANDLER = `
const http = require('node:http');
const call = (path) => new Promise((resolve, reject) => {
  const request = http.request({ host: 'gateway', port: 80, method: 'POST', path }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
  request.on('error', reject);
  request.end('{}');
});
exports.handler = async (event) => {
  try {
    const first = await call('/v1/payment_intents');
    await new Promise((resolve) => setTimeout(resolve, event.waitMs));
    return { first, at: Date.now() };
  } finally {
    await call('/v1/refunds');
  }
};
exports.trace = async () => {
  const socket = require('node:dgram').createSocket('udp4');
  await new Promise((resolve) => socket.send('a segment', 2000, '127.0.0.1', resolve));
  socket.close();
  return 'sent';
};
`;

const START_MS = Date.UTC(2026, 10, 24);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const answer = (body: string) => ({ status: 200, headers: {}, body: Buffer.from(body) });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulated-'));
  writeFileSync(join(folder, 'index.js'), HANDLER);
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (exported = 'handler', codePath?: string) => {
  const clock = jumpingClock(START_MS);
  const calls: Omit<HandlerCall, 'number'>[] = [];
  const definition = {
    functionName: 'payment',
    codePath: folder,
    handler: `index.${exported}`,
    timeoutMs: 30_000,
    memoryMb: 128,
    environment: {},
  };
  const handler = new SimulatedProcess({
    number: 1,
    definition,
    codePath,
    location: { region: 'us-east-1', account: '000000000000' },
    clock,
    logStreamName: 'log',
    onLine: () => undefined,
    onRequests: () => undefined,
    onEnd: () => undefined,
    random: () => 0.5,
    targetElsewhere: ({ path }) => ({ service: 'gateway', operation: path }),
    onCall: (call) => calls.push(call),
  });
  const invoke = (event: object) =>
    handler.invoke({ requestId: 'r', event: JSON.stringify(event), functionArn: 'arn', traceId: 't' });
  return { clock, calls, definition, handler, invoke };
};

describe('a simulated process', () => {
  test('may run code of another release, and is the function’s own all the same: used again, as any that is warm', async () => {
    const older = join(folder, 'older');
    mkdirSync(older);
    writeFileSync(join(older, 'index.js'), 'exports.handler = async () => "older";');
    const { definition, handler, invoke } = start('handler', older);
    expect(await invoke({})).toBe('"older"');
    // The pool of a function keeps the environments of its present definition.
    expect(handler.definition).toBe(definition);
  });

  test('waits for no datagram: a real one takes real time, in which the clock would go on', async () => {
    const { invoke } = start('trace');
    let sent: string | undefined;
    void invoke({}).then((result) => {
      sent = result;
    });
    // Not one turn of the event loop, in which a socket could do its work.
    for (let microtask = 0; microtask < 100; microtask++) await Promise.resolve();
    expect(sent).toBe('"sent"');
  });

  test('gets answers, time and its result through the simulation alone', async () => {
    const { clock, calls, invoke } = start();
    const result = invoke({ waitMs: 9_000 });
    await turn();
    expect(calls.map(({ service, operation }) => `${service} ${operation}`)).toEqual(['gateway /v1/payment_intents']);
    calls[0]?.answer(answer('opened'));
    await turn();
    clock.jump();
    await turn();
    calls[1]?.answer(answer(''));
    expect(JSON.parse(await result)).toEqual({ first: 'opened', at: START_MS + 9_000 });
  });

  test('that is killed does nothing any more: no answer reaches it and its finally has no effect', async () => {
    const { clock, calls, handler, invoke } = start();
    const result = invoke({ waitMs: 9_000 });
    result.catch(() => undefined);
    await turn();
    await handler.kill();
    calls[0]?.answer(answer('opened'));
    calls[0]?.cut();
    await turn();
    clock.jump();
    await turn();
    expect(calls).toHaveLength(1);
    expect(handler.usable).toBe(false);
    await expect(result).rejects.toThrow('signal: killed');
  });

  test('that runs out of time dies', async () => {
    const { clock, handler, invoke } = start();
    const result = invoke({ waitMs: 0 });
    result.catch(() => undefined);
    await turn();
    clock.jump();
    await expect(result).rejects.toThrow('timed out after 30.00 seconds');
    expect(handler.alive).toBe(false);
  });

  test('that stands still gets no answer and no time, and dies when its time is over', async () => {
    const { clock, calls, handler, invoke } = start();
    const result = invoke({ waitMs: 9_000 });
    result.catch(() => undefined);
    await turn();
    calls[0]?.answer(answer('opened'));
    await turn();
    handler.freeze();
    clock.jump();
    await turn();
    expect([clock.now(), calls.length, handler.alive]).toEqual([START_MS + 9_000, 1, true]);
    clock.jump();
    await expect(result).rejects.toThrow('timed out after 30.00 seconds');
    expect([calls.length, handler.alive]).toEqual([1, false]);
  });

  test('that is given up goes on as a zombie, and takes no more invocations', async () => {
    const { calls, handler, invoke } = start();
    const result = invoke({ waitMs: 0 });
    result.catch(() => undefined);
    await turn();
    handler.abandon();
    await expect(result).rejects.toThrow('lost');
    expect([handler.alive, handler.usable]).toEqual([true, false]);
    calls[0]?.cut();
    await turn();
    expect(calls.map(({ operation }) => operation)).toEqual(['/v1/payment_intents', '/v1/refunds']);
  });
});
