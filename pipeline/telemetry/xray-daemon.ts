/** A segment document (docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html). Times are epoch seconds. */
export interface Segment {
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly start_time: number;
  readonly end_time: number;
  /** The work could not be finished. */
  readonly fault?: boolean;
  /** What traces can be searched by; names of letters, digits and underscores. */
  readonly annotations: Readonly<Record<string, string | number | boolean>>;
}

const HEADER = '{"format": "json", "version": 1}\n';
const DEFAULT_PORT = 2000;

/** Where the daemon listens for UDP, by AWS_XRAY_DAEMON_ADDRESS: `host:port`, or `tcp:host:port udp:host:port`. */
export const daemonAddress = (setting = ''): { readonly host: string; readonly port: number } => {
  const parts = setting.trim().split(/\s+/);
  const udp = parts.find((part) => part.startsWith('udp:'))?.slice('udp:'.length) ?? parts[0] ?? '';
  const [, host = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(udp) ?? [];
  return { host: host || '127.0.0.1', port: port ? Number(port) : DEFAULT_PORT };
};

/**
 * Sends segments to the X-Ray daemon, which Lambda runs beside a traced function: a datagram each. Gives when the system has taken them, since Lambda may
 * freeze the process right after the answer. Never throws: nobody's order fails for want of a trace.
 */
export const sendSegments = async (segments: readonly Segment[], setting: string | undefined): Promise<void> => {
  if (segments.length === 0) return;
  const { host, port } = daemonAddress(setting);
  try {
    // Loaded with the first segment, and never where nothing is traced.
    const { createSocket } = await import('node:dgram');
    const socket = createSocket('udp4');
    socket.unref();
    socket.on('error', () => undefined);
    await Promise.all(
      segments.map(
        (segment) =>
          new Promise<void>((resolve) => socket.send(HEADER + JSON.stringify(segment), port, host, () => resolve())),
      ),
    );
    socket.close();
  } catch {
    // As if the datagrams had got lost.
  }
};
