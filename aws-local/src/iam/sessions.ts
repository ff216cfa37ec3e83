import { createHash } from 'node:crypto';
import type { Asking } from './authority';

/** What the SDK in an execution environment signs with (lambda/latest/dg/configuration-envvars.html). */
export interface SessionVariables {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN: string;
}

const KEY_LENGTH = 16;

/** Sessions of roles, by the access key that requests are signed with. Signatures are not checked. */
export class Sessions {
  readonly #account: string;
  readonly #byKey = new Map<string, Asking>();

  public constructor(account: string) {
    this.#account = account;
  }

  /** The session that a function has of its role; always the same, so that it survives a restart. */
  public open(roleArn: string, functionName: string): SessionVariables {
    const digest = createHash('sha256').update(`${roleArn}\n${functionName}`).digest('hex').toUpperCase();
    // Temporary keys begin so (IAM/latest/UserGuide/reference_identifiers.html).
    const accessKeyId = `ASIA${digest.slice(0, KEY_LENGTH)}`;
    const principal = { kind: 'role', arn: roleArn, account: this.#account, session: functionName } as const;
    this.#byKey.set(accessKeyId, { principal, functionName });
    return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: 'local', AWS_SESSION_TOKEN: 'local' };
  }

  /**
   * Who signed a request; undefined for whoever has another key: that is the account's own, who may do everything.
   * @param authorization the header, `AWS4-HMAC-SHA256 Credential=KEY/20260102/us-east-1/sqs/aws4_request, …`
   */
  public signer(authorization: string | undefined): Asking | undefined {
    const key = /Credential=([^/]+)\//.exec(authorization ?? '')?.[1];
    return key === undefined ? undefined : this.#byKey.get(key);
  }
}
