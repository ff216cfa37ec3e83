import { availableParallelism } from 'node:os';

// p-limit, its one dependency and p-throttle ship ES modules only, so swc compiles them too.
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|m?j)sx?$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(p-limit|yocto-queue|p-throttle)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.local'],
  setupFiles: ['<rootDir>/test/setup-env.ts'],
};

const suite = (name, more = {}) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  ...more,
});

const builtOnce = { globalSetup: '<rootDir>/test/build-once.ts' };

export default {
  // Jest leaves one core idle by default: of two, half. Much of what e2e tests do is wait, so two more than there are cores keep these busy (on two cores 232 s instead of 285 with one more); more than four environments at once only take memory.
  maxWorkers: Math.min(availableParallelism() + 2, 4),
  // Ends tests that hang. Jest's five seconds would fail good ones on a busy machine; the longest takes about a minute on a quiet one.
  testTimeout: 240_000,
  projects: [
    suite('unit'),
    suite('aws-local', { testMatch: ['<rootDir>/aws-local/test/**/*.test.ts'] }),
    suite('integration', builtOnce),
    suite('e2e', builtOnce),
    // The model checker: every interleaving of an order's events, workers, deaths and duplicates.
    suite('interleavings', { testMatch: ['<rootDir>/test/interleavings/**/!(*.long).test.ts'] }),
    // Payments that take time, at minutes of a core: apart from npm test (npm run test:interleavings has both).
    suite('interleavings-long', { testMatch: ['<rootDir>/test/interleavings/**/*.long.test.ts'] }),
    // Minutes long, so apart from npm test (npm run test:chaos:stories): outages, kills, deaths, poison and planted bugs.
    suite('chaos', builtOnce),
    // Every alarm of the stack, raised by what it is for: npm run test:alarms.
    suite('alarms', builtOnce),
    // At Stripe itself, with a test key: npm run test:stripe.
    suite('stripe'),
    // Needs a browser: npm run test:console finds it.
    suite('console', builtOnce),
  ],
};
