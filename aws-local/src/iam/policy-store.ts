import { MANAGED_POLICIES } from './managed-policies';
import { statementsOf } from './policy/document';
import type { Statement } from './policy/statement';

/** A policy as a template has it, without intrinsic functions. */
export interface NamedPolicy {
  /** Where it stands, for messages: `role Stage, policy Default`. */
  readonly origin: string;
  readonly document: unknown;
}

export interface RoleDefinition {
  readonly name: string;
  /** Who may assume it. */
  readonly trust: unknown;
  readonly policies: readonly NamedPolicy[];
  readonly managedPolicyArns: readonly string[];
}

const NONE: readonly Statement[] = [];

interface Policy extends NamedPolicy {
  readonly statements: readonly Statement[];
}

interface Role {
  readonly trust: readonly Statement[];
  /** Its own, by origin. */
  readonly policies: Map<string, Policy>;
  /** ARNs. */
  readonly managed: Set<string>;
}

const identityPolicy = ({ origin, document }: NamedPolicy): Policy => ({
  origin,
  document,
  statements: statementsOf(document, origin, 'identity'),
});

/** Policies of roles and of resources, by what they belong to. A policy that IAM refuses is refused when it comes. */
export class PolicyStore {
  readonly #account: string;
  readonly #statementsOfQueue: (queueArn: string) => readonly Statement[];
  readonly #roles = new Map<string, Role>();
  readonly #managed = new Map<string, Policy>();
  readonly #ofResources = new Map<string, readonly Statement[]>();
  readonly #documents = new Map<string, unknown[]>();
  #version = 0;

  /** @param statementsOfQueue of the policy that a queue has, which clients may change. */
  public constructor(account: string, statementsOfQueue: (queueArn: string) => readonly Statement[]) {
    this.#account = account;
    this.#statementsOfQueue = statementsOfQueue;
    for (const [arn, document] of Object.entries(MANAGED_POLICIES)) {
      this.#managed.set(arn, identityPolicy({ origin: arn, document }));
    }
  }

  /** Another number whenever something has changed. */
  public get version(): number {
    return this.#version;
  }

  /** @returns its ARN. @throws Error that names policy, statement and value. */
  public putRole({ name, trust, policies, managedPolicyArns }: RoleDefinition): string {
    this.#roles.set(name, {
      trust: statementsOf(trust, `role ${name}, trust policy`, 'resource'),
      policies: new Map(policies.map((policy) => [policy.origin, identityPolicy(policy)])),
      managed: new Set(managedPolicyArns),
    });
    this.#version += 1;
    return `arn:aws:iam::${this.#account}:role/${name}`;
  }

  /** Adds a policy to a role. @throws Error if the role is not there, or as `putRole` does. */
  public addPolicy(roleName: string, policy: NamedPolicy): void {
    this.#role(roleName).policies.set(policy.origin, identityPolicy(policy));
    this.#version += 1;
  }

  /** @returns the policy's ARN. */
  public putManagedPolicy(name: string, policy: NamedPolicy, roleNames: readonly string[]): string {
    const arn = `arn:aws:iam::${this.#account}:policy/${name}`;
    this.#managed.set(arn, identityPolicy(policy));
    for (const roleName of roleNames) this.#role(roleName).managed.add(arn);
    this.#version += 1;
    return arn;
  }

  /** Changes the policies of roles where their text changes: a name that they have has become another one. */
  public changeDocuments(change: (text: string) => string): void {
    for (const { policies } of this.#roles.values()) {
      for (const [origin, { document }] of policies) {
        const text = JSON.stringify(document);
        const changed = change(text);
        if (changed !== text) policies.set(origin, identityPolicy({ origin, document: JSON.parse(changed) }));
      }
    }
    this.#version += 1;
  }

  /** Adds statements to what the policy of a resource says. */
  public addResourcePolicy(resourceArn: string, { origin, document }: NamedPolicy): void {
    const present = this.ofResource(resourceArn);
    const added = statementsOf(document, origin, 'resource');
    // One policy of all statements: by its place in it each is told from the others when uses are noted.
    const statements = added.map((statement, index) => ({ ...statement, index: present.length + index }));
    this.#ofResources.set(resourceArn, [...present, ...statements]);
    this.#documents.set(resourceArn, [...this.documentsOf(resourceArn), document]);
    this.#version += 1;
  }

  /** Statements of the policy of a resource; none if it has none. */
  public ofResource(arn: string): readonly Statement[] {
    return arn.startsWith('arn:aws:sqs:') ? this.#statementsOfQueue(arn) : (this.#ofResources.get(arn) ?? NONE);
  }

  /** Policies of a resource other than a queue, as the templates have them. */
  public documentsOf(resourceArn: string): readonly unknown[] {
    return this.#documents.get(resourceArn) ?? [];
  }

  /** All policies of a role; undefined if it is not known, or not whole: see `notKnown`. */
  public ofRole(arn: string): readonly Policy[] | undefined {
    const role = this.#roles.get(nameOf(arn));
    if (role === undefined || this.notKnown(arn) !== undefined) return undefined;
    const managed = [...role.managed].map((each) => this.#managed.get(each)).filter((each) => each !== undefined);
    return [...role.policies.values(), ...managed];
  }

  /** Who may assume a role; undefined if it is not known. */
  public trustOf(arn: string): readonly Statement[] | undefined {
    return this.#roles.get(nameOf(arn))?.trust;
  }

  /** Why nothing can be said of what a role may do; undefined if all of it is known. */
  public notKnown(arn: string): string | undefined {
    const role = this.#roles.get(nameOf(arn));
    if (role === undefined) return 'the role is not in the templates';
    const missing = [...role.managed].filter((managed) => !this.#managed.has(managed));
    return missing.length === 0 ? undefined : `what ${missing.join(' and ')} allows is not known here`;
  }

  /** Every statement of the templates, and of queues' policies, that allows something; not those of AWS's managed policies. @param queueArns of all queues. */
  public granted(queueArns: readonly string[]): Statement[] {
    const managed = [...this.#managed].filter(([arn]) => !(arn in MANAGED_POLICIES)).map(([, policy]) => policy);
    const ofRoles = [...[...this.#roles.values()].flatMap(({ policies }) => [...policies.values()]), ...managed];
    const ofResources = [...this.#ofResources.values(), ...queueArns.map((arn) => this.#statementsOfQueue(arn))];
    const statements = [...ofRoles.flatMap(({ statements }) => statements), ...ofResources.flat()];
    return statements.filter(({ effect }) => effect === 'Allow');
  }

  #role(name: string): Role {
    const role = this.#roles.get(name);
    if (role === undefined) throw new Error(`there is no role ${name} in the templates`);
    return role;
  }
}

/** `arn:aws:iam::000000000000:role/service-role/NAME` has a path. */
const nameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);
