import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { AwsError } from '../../../src/http/aws-error';
import type { JsonService } from '../../../src/http/json-service';
import { type HttpServerOptions, startHttpServer } from '../../../src/http/server';

const coffee: JsonService = {
  targetPrefix: 'Coffee',
  contentType: 'application/x-amz-json-1.0',
  queryErrorCode: (code) => `Old.${code}`,
  operations: {
    Brew: (input) => ({ brewed: input.bean }),
    Spill: () => {
      throw new AwsError('CupTooSmall', 'The cup holds 200 ml, not 300');
    },
  },
};

describe('the HTTP front', () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const start = async (options: Partial<HttpServerOptions> = {}) => {
    const server = await startHttpServer({ services: [coffee], ...options });
    closing.push(server.close);
    const call = (target: string, body = '{}') =>
      fetch(server.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    return { server, call };
  };

  it('answers an operation in the protocol of its service, and counts it', async () => {
    const { server, call } = await start();
    const response = await call('Coffee.Brew', '{"bean":"arabica"}');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({ brewed: 'arabica' });
    expect(server.requests).toEqual({ Coffee: { Brew: 1 } });
  });

  it('puts an error where SDKs look for it', async () => {
    const { call } = await start();
    const response = await call('Coffee.Spill');
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('CupTooSmall');
    expect(response.headers.get('x-amzn-query-error')).toBe('Old.CupTooSmall;Sender');
    expect(await response.json()).toEqual({ __type: 'CupTooSmall', message: 'The cup holds 200 ml, not 300' });
  });

  it.each([
    ['Coffee.Grind', '{}', 400, 'UnknownOperationException', 'Grind'],
    ['Coffee.toString', '{}', 400, 'UnknownOperationException', 'toString'],
    ['Tea.Brew', '{}', 404, 'UnknownOperationException', 'Tea.Brew'],
    ['Coffee.Brew', '{bean', 400, 'SerializationException', 'not JSON'],
    ['Coffee.Brew', '[]', 400, 'SerializationException', 'not a JSON object'],
  ])('refuses %s with body %s', async (target, body, status, type, part) => {
    const { call } = await start();
    const response = await call(target, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ __type: type, message: expect.stringContaining(part) });
  });

  it('does nothing for a page of another site', async () => {
    const { server } = await start();
    const asked = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'Coffee.Brew', origin: 'https://evil.example' },
      body: '{}',
    });
    expect(asked.status).toBe(403);
    expect(await asked.json()).toEqual({
      __type: 'AccessDeniedException',
      message: 'this environment takes no requests of https://evil.example',
    });
    expect(server.requests).toEqual({});
  });

  it('routes by path to what is not a JSON service, and names a path that nothing answers', async () => {
    const { server } = await start({
      paths: [
        {
          prefix: '/2015-03-31/functions',
          handle: async (request, response, body) => {
            response.end(`${request.method} ${body.toString()}`);
          },
        },
      ],
    });
    const invoked = await fetch(`${server.url}/2015-03-31/functions/f`, { method: 'POST', body: 'event' });
    expect(await invoked.text()).toBe('POST event');
    const missing = await fetch(`${server.url}/nowhere`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain('/nowhere');
  });

  it('lets an interceptor fail an operation before it begins', async () => {
    const { call } = await start({
      intercept: (service, operation) => {
        throw new AwsError('ThrottlingException', `${service} ${operation} throttled`, 429);
      },
    });
    const response = await call('Coffee.Brew');
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ message: 'Coffee Brew throttled' });
  });

  it("aborts an operation's signal when its client hangs up", async () => {
    const drip = new EventEmitter();
    const begun = once(drip, 'begun');
    const aborted = once(drip, 'aborted');
    const slow: JsonService = {
      ...coffee,
      operations: {
        Drip: async (_, { signal }) => {
          signal.addEventListener('abort', () => drip.emit('aborted'));
          drip.emit('begun');
          await aborted;
        },
      },
    };
    const { server } = await start({ services: [slow] });
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-amz-target: Coffee.Drip\r\ncontent-length: 2\r\n\r\n{}');
    await begun;
    socket.destroy();
    await expect(aborted).resolves.toEqual([]);
  });

  it('says in one line which port is taken', async () => {
    const { server } = await start();
    await expect(startHttpServer({ port: server.port, services: [] })).rejects.toThrow(
      new RegExp(`^Port ${server.port} of 127\\.0\\.0\\.1 is in use: .*$`),
    );
  });
});
