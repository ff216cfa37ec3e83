import { having, type Kind } from '../hostile-event';

/** Versions that nobody knows yet, or any more. */
export const VERSIONS: readonly Kind[] = [0, 2, 99, -1, 1.5, '1', null, [1], { major: 1 }, true].map((schemaVersion) =>
  having(`version ${JSON.stringify(schemaVersion)}`, {
    metadata: { eventId: `version-${JSON.stringify(schemaVersion)}`, schemaVersion },
  }),
);
