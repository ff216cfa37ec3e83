import { AwsError } from '../http/aws-error';
import type { Section } from '../persistence/journal';

export interface Bus {
  readonly name: string;
  readonly arn: string;
}

interface BusesOptions {
  /** `arn:aws:events:<region>:<account>:event-bus/` */
  readonly arnPrefix: string;
  /** Whether a bus has rules, which keep it from being deleted. */
  readonly hasRules: (busName: string) => boolean;
  /** Names of the buses that clients made, over restarts. */
  readonly kept?: Section<true> | undefined;
}

const DEFAULT_BUS = 'default';
const BUS_NAME = /^[/.\-_A-Za-z0-9]{1,256}$/;
// API_CreateEventBus: EventSourceName.
const PARTNER_SOURCE = /^aws\.partner(\/[.\-_A-Za-z0-9]+){2,}$/;

export const isPartnerSource = (source: string): boolean => PARTNER_SOURCE.test(source);

/** `EventBusName` may be a name or an ARN. */
const nameOf = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('event-bus/') + 'event-bus/'.length) : nameOrArn;

/** Event buses: the default one, those of deployments, those that clients make, and partners'. */
export class Buses {
  readonly #options: BusesOptions;
  readonly #byName = new Map<string, Bus>();

  public constructor(options: BusesOptions) {
    this.#options = options;
    this.deploy(DEFAULT_BUS);
    for (const [name] of options.kept?.restored() ?? []) this.create(name, isPartnerSource(name) ? name : undefined);
  }

  /**
   * Creates a bus; with `eventSource` a partner's, which has the name of its event source. On AWS the partner must have offered
   * that source to the account; here each is offered.
   * @throws AwsError ResourceAlreadyExistsException, or ValidationException for a name that is none.
   */
  public create(name: string, eventSource?: string): Bus {
    if (!BUS_NAME.test(name)) throw new AwsError('ValidationException', `Event bus name ${name} is not valid.`);
    if (eventSource === undefined && name.includes('/')) {
      throw new AwsError('ValidationException', `Event bus name ${name} is not valid: only a partner's may contain /.`);
    }
    if (eventSource !== undefined && (eventSource !== name || !isPartnerSource(eventSource))) {
      throw new AwsError(
        'ValidationException',
        `Event bus name ${name} is not valid: it must be that of the partner event source ${eventSource}.`,
      );
    }
    if (this.#byName.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    this.#options.kept?.put(name, true);
    return this.deploy(name);
  }

  /** Associates a partner event source with the bus of its name, anew at every start. @throws AwsError ValidationException. */
  public associate(eventSource: string): void {
    if (!isPartnerSource(eventSource)) {
      throw new AwsError('ValidationException', `Partner event source name ${eventSource} is not valid.`);
    }
    this.deploy(eventSource);
  }

  /** Makes a bus as a deployment does, anew at every start. */
  public deploy(name: string): Bus {
    const bus = { name, arn: `${this.#options.arnPrefix}${name}` };
    this.#byName.set(name, bus);
    return bus;
  }

  /** @throws AwsError ValidationException for the default bus and for a bus that has rules; an unknown bus is no error. */
  public delete(name: string): void {
    if (name === DEFAULT_BUS) throw new AwsError('ValidationException', `Cannot delete event bus ${name}.`);
    if (this.#byName.has(name) && this.#options.hasRules(name)) {
      throw new AwsError('ValidationException', `Cannot delete event bus ${name}: it has rules.`);
    }
    this.#byName.delete(name);
    this.#options.kept?.delete(name);
  }

  /** A bus by name or ARN; undefined if there is none. */
  public find(nameOrArn: string = DEFAULT_BUS): Bus | undefined {
    return this.#byName.get(nameOf(nameOrArn));
  }

  /** A bus by name or ARN. @throws AwsError ResourceNotFoundException. */
  public get(nameOrArn: string = DEFAULT_BUS): Bus {
    const bus = this.find(nameOrArn);
    if (bus !== undefined) return bus;
    throw new AwsError('ResourceNotFoundException', `Event bus ${nameOf(nameOrArn)} does not exist.`);
  }

  public list(): Bus[] {
    return [...this.#byName.values()];
  }
}
