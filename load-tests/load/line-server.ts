import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Ended, FromUser } from '../scenario/run-line';

export interface LineServer {
  readonly port: number;
  /** Tells all workers of an order's end. */
  tell(ended: Ended): void;
  close(): void;
}

/** The other end of `RunLine`: listens on a free port of 127.0.0.1. */
export const startLineServer = async (onTold: (message: FromUser) => void): Promise<LineServer> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => onTold(JSON.parse(line) as FromUser));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tell: (ended) => {
      for (const socket of sockets) socket.write(`${JSON.stringify(ended)}\n`);
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
