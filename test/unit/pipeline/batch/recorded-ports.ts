import type { FailedMessage } from '../../../../pipeline/batch/failure-records';
import type { FailedDelivery } from '../../../../pipeline/batch/visibility';
import type { BatchPorts } from '../../../../pipeline/batch/wiring';
import type { Counts } from '../../../../pipeline/counters/counters';
import { PublishError } from '../../../../pipeline/events/publish-error';
import { recordedTelemetry } from '../telemetry/recorded-telemetry';
import { NOW } from './messages';

interface PortsOptions {
  /** Keys whose events the bus does not take: message ids, or that of the batch's own events. */
  readonly busRejects?: readonly string[];
  /** Ids of messages whose work began before and never ended. */
  readonly interrupted?: readonly string[];
}

const idsOf = (messages: readonly { readonly messageId: string }[]): string =>
  messages.map(({ messageId }) => messageId).join(' ');

/** Ports that record what they are called with; `asked` holds the calls in order. */
export const recordedPorts = ({ busRejects = [], interrupted = [] }: PortsOptions = {}) => {
  const asked: string[] = [];
  const stored: FailedMessage[] = [];
  const redelivered: FailedDelivery[] = [];
  const counted: Counts[] = [];
  const recorded = recordedTelemetry();
  const ports: BatchPorts = {
    publisher: {
      async publish(entries) {
        asked.push(`publish ${entries.map(({ key }) => key).join(' ')}`);
        return new Map(busRejects.map((key) => [key, PublishError.ofEntry('InternalFailure', 'no')]));
      },
    },
    failureRecords: {
      async store(messages) {
        asked.push('reasons');
        stored.push(...messages);
      },
    },
    isolation: {
      interrupted: async (messages) => {
        asked.push(`interrupted ${idsOf(messages)}`);
        return new Set(interrupted);
      },
      returnAfter: async (messages) => {
        asked.push(`return soon ${idsOf(messages)}`);
      },
      begin: async (messages) => {
        asked.push(`begin ${idsOf(messages)}`);
      },
      finish: async (messages) => {
        asked.push(`delete ${idsOf(messages)}`);
      },
    },
    visibility: {
      async apply(failed) {
        asked.push('visibility');
        redelivered.push(...failed);
      },
    },
    counters: {
      async write(counts) {
        counted.push(counts);
      },
    },
    telemetry: recorded.telemetry,
    now: () => NOW,
  };
  return { ...recorded, ports, asked, stored, redelivered, counted };
};

/** Ids of the messages that stay in the queue. */
export const returnedIn = (response: { batchItemFailures: { itemIdentifier: string }[] }): string[] =>
  response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
