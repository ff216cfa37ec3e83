import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PathHandler } from '../http/server';
import type { LambdaEngine } from '../lambda/engine';
import type { Journal, Section } from '../persistence/journal';

const PREFIX = '/_cfn/';
/** CloudFormation waits an hour; nobody at a laptop would. */
const LONGEST_WAIT_MS = 60_000;

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Record<string, unknown>;
}

export interface CustomResource {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly serviceToken: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A resource that is there, and what it was made of. */
interface KeptResource {
  readonly answer: Answer;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Lambda-backed custom resources: CloudFormation's side of the conversation, with a response URL on this machine. */
export class CustomResources implements PathHandler {
  public readonly prefix = PREFIX;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  readonly #kept: Section<KeptResource> | undefined;
  readonly #restored: Map<string, KeptResource>;

  /** @param journal remembers over restarts what was made already. */
  public constructor(journal?: Journal) {
    this.#kept = journal?.section('custom resources');
    this.#restored = new Map(this.#kept?.restored());
  }

  public async handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const id = (request.url ?? '').slice(PREFIX.length).split('?')[0] ?? '';
    const answered = this.#waiting.get(id);
    response.writeHead(answered ? 200 : 404).end();
    answered?.(JSON.parse(body.toString('utf8')) as Answer);
  }

  /**
   * Creates a resource through its function; one that an earlier process made is updated if its properties are others now, else left alone.
   * @throws Error with the function's reason when it answers FAILED, fails itself, or does not answer in a minute.
   */
  public async create(lambda: LambdaEngine, url: string, resource: CustomResource): Promise<Answer> {
    const key = `${resource.stackName} ${resource.logicalId}`;
    const before = this.#restored.get(key);
    if (before && JSON.stringify(before.properties) === JSON.stringify(resource.properties)) return before.answer;
    const answer = await this.#ask(lambda, url, resource, before);
    this.#kept?.put(key, { answer, properties: resource.properties });
    return answer;
  }

  async #ask(
    lambda: LambdaEngine,
    url: string,
    resource: CustomResource,
    before: KeptResource | undefined,
  ): Promise<Answer> {
    const id = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, resolve);
      timer = setTimeout(() => reject(new Error('its function never answered the response URL')), LONGEST_WAIT_MS);
    });
    try {
      const invoked = lambda.invoke(resource.serviceToken, {
        RequestType: before ? 'Update' : 'Create',
        ...(before && {
          OldResourceProperties: before.properties,
          PhysicalResourceId: before.answer.PhysicalResourceId ?? resource.logicalId,
        }),
        RequestId: id,
        ResponseURL: `${url}${PREFIX}${id}`,
        ResourceType: resource.type,
        LogicalResourceId: resource.logicalId,
        StackId: `arn:aws:cloudformation:us-east-1:000000000000:stack/${resource.stackName}/${id}`,
        ResourceProperties: resource.properties,
      });
      const [result] = await Promise.all([answer, invoked]);
      if (result.Status === 'FAILED') throw new Error(result.Reason ?? 'its function gave no reason');
      return result;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }
}
