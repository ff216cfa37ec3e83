import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { carry } from '../../../src/faults/handler-call';

let server: http.Server;
let port = 0;
/** Whether the server resets the connection on which this request came. */
let resets: (socket: Socket, requestsOnIt: number) => boolean;

beforeAll(async () => {
  const requests = new Map<Socket, number>();
  server = http.createServer(({ socket }, response) => {
    const onIt = (requests.get(socket) ?? 0) + 1;
    requests.set(socket, onIt);
    if (resets(socket, onIt)) socket.resetAndDestroy();
    else response.end(`request ${onIt} of its connection`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const send = () => carry({ host: '127.0.0.1', port, method: 'POST', path: '/', headers: {}, body: Buffer.from('{}') });

test('a request on a kept connection that the service just closed goes out on a new one', async () => {
  resets = (_, requestsOnIt) => requestsOnIt > 1;
  await send();
  expect((await send()).body.toString()).toBe('request 1 of its connection');
});

test('a new connection that is reset is an error', async () => {
  resets = () => true;
  await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
});
