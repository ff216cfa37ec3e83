import { readStartOptions } from '../../../local/start-options';

const argv = (...options: string[]): string[] => ['node', 'start.ts', ...options];
const AT_STRIPE = ['--gateway-url', 'https://api.stripe.com', '--gateway-key', 'sk_test_123'];

/** What a mistake prints. */
const complaint = (...options: string[]): string => {
  let printed = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  try {
    readStartOptions(argv(...options));
  } catch {
    return printed.trim();
  }
  throw new Error(`${options.join(' ')} was accepted`);
};

beforeEach(() => {
  delete process.env.GATEWAY_KEY;
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('without options the simulator is the gateway', () => {
  const options = readStartOptions(argv());
  expect(options).toMatchObject({ port: 4566, clockScale: 1, gatewayLatencyMs: 20, context: {} });
  expect(options.gatewayUrl).toBeUndefined();
});

test('another gateway is named by its address and its key', () => {
  expect(readStartOptions(argv(...AT_STRIPE))).toMatchObject({
    gatewayUrl: 'https://api.stripe.com',
    gatewayKey: 'sk_test_123',
  });
});

test('the key may stand in GATEWAY_KEY, where no list of processes shows it', () => {
  process.env.GATEWAY_KEY = 'sk_test_456';
  expect(readStartOptions(argv('--gateway-url', 'http://127.0.0.1:12111'))).toMatchObject({
    gatewayKey: 'sk_test_456',
  });
  expect(readStartOptions(argv()).gatewayUrl).toBeUndefined();
});

test.each([
  [
    'an address without scheme',
    ['--gateway-url', 'api.stripe.com', '--gateway-key', 'k'],
    /argument 'api\.stripe\.com' is invalid\. must be an address/,
  ],
  [
    'an address with a path',
    ['--gateway-url', 'https://api.stripe.com/v1', '--gateway-key', 'k'],
    /must name scheme, host and port alone/,
  ],
  [
    'a gateway without its key',
    ['--gateway-url', 'https://api.stripe.com'],
    /needs '--gateway-key <key>', or the key in GATEWAY_KEY/,
  ],
  ['a key without its gateway', ['--gateway-key', 'sk_test_1'], /'--gateway-key <key>' needs '--gateway-url <url>'/],
  ['a live key', ['--gateway-url', 'https://api.stripe.com', '--gateway-key', 'rk_live_secret'], /is a live key/],
  ['a key with a space', ['--gateway-url', 'https://api.stripe.com', '--gateway-key', 'sk test'], /without spaces/],
  [
    'the simulator’s latency at another gateway',
    [...AT_STRIPE, '--gateway-latency-ms', '5'],
    /cannot be used with option/,
  ],
  ['a port out of range', ['--port', '70000'], /must be a whole number from 0 to 65535/],
])('%s is refused in one line', (_, options, message) => {
  const printed = complaint(...options);
  expect(printed).toMatch(message);
  expect(printed.split('\n')).toHaveLength(1);
});

test('no message repeats a key', () => {
  const messages = ['sk_live_secret', 'rk_live_secret', 'secret key'].map((key) =>
    complaint('--gateway-url', 'https://api.stripe.com', '--gateway-key', key),
  );
  for (const message of messages) expect(message).not.toContain('secret');
});
