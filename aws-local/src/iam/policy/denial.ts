import type { AccessRequest } from './access-request';
import { type AlmostAllowing, type Denied, isAboutTrust } from './evaluate';
import { type Principal, sessionArn } from './principal';
import { statementName } from './statement';

/**
 * What AWS answers to the caller (IAM/latest/UserGuide/troubleshoot_access-denied.html).
 * @param denied the verdict on this request of this principal
 */
export const denialMessage = (principal: Principal, { action, resource }: AccessRequest, denied: Denied): string => {
  const caller = principal.kind === 'role' ? sessionArn(principal) : principal.service;
  const named = actionInMessages(action);
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  return `User: ${caller} is not authorized to perform: ${named}${on} ${reason(action, named, denied)}`;
};

const reason = (action: string, named: string, { because, by }: Denied): string => {
  const ofResource =
    because === 'explicit-deny' ? by[0]?.principals !== undefined : because === 'no-resource-statement';
  const policy = !ofResource
    ? 'identity-based policy'
    : isAboutTrust(action)
      ? 'role trust policy'
      : 'resource-based policy';
  if (because !== 'explicit-deny') return `because no ${policy} allows the ${named} action`;
  return `with an explicit deny in ${!ofResource ? 'an' : isAboutTrust(action) ? 'the' : 'a'} ${policy}`;
};

/**
 * SQS writes actions in lower case (measured on AWS: floci, "Design: resource policy enforcement", R1; hackingthe.cloud, aws/enumeration/whoami), SNS its prefix in upper case
 * (the page above); Lambda and others as in policies.
 */
const actionInMessages = (action: string): string => {
  const [service, name] = action.split(':');
  if (service === 'sqs') return action.toLowerCase();
  return service === 'sns' ? `SNS:${name}` : action;
};

/**
 * What the developer has to know, in one line for the log: the statement that denies the request or the one that would have to be there, and which statement would do but for a
 * condition.
 * @param denied the verdict on this request of this principal
 */
export const missingStatement = (principal: Principal, request: AccessRequest, denied: Denied): string => {
  const who = principal.kind === 'role' ? `role ${roleName(principal.arn)}` : principal.service;
  const asked = `${who} may not ${request.action} on ${request.resource}`;
  if (denied.because === 'explicit-deny') {
    const names = denied.by.map(({ origin, index, sid }) => statementName(origin, index, sid));
    return `${asked}: denied by ${names.join(' and ')}`;
  }
  const statement = JSON.stringify(neededStatement(principal, request, denied));
  const missing = `${asked}: ${lackingPolicy(who, request, denied)} ${statement}`;
  return [missing, ...denied.almost.map(almostText)].join('; ');
};

const lackingPolicy = (who: string, { action }: AccessRequest, { because }: Denied): string => {
  if (because === 'no-identity-statement') return `the policies of ${who} lack`;
  return isAboutTrust(action) ? 'the trust policy of the role lacks' : 'the policy of the resource lacks';
};

const roleName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const neededStatement = (
  principal: Principal,
  { action, resource, context }: AccessRequest,
  { because }: Denied,
): object => {
  if (because === 'no-identity-statement') return { Effect: 'Allow', Action: action, Resource: resource };
  const source = context['aws:sourcearn'];
  return {
    Effect: 'Allow',
    Principal: principal.kind === 'role' ? { AWS: principal.arn } : { Service: principal.service },
    Action: action,
    ...(!isAboutTrust(action) && { Resource: resource }),
    ...(principal.kind === 'service' &&
      source !== undefined && { Condition: { ArnEquals: { 'aws:SourceArn': source } } }),
  };
};

const almostText = ({ statement: { origin, index, sid }, failed }: AlmostAllowing): string => {
  const conditions = failed.map(({ operator, key, wanted, given }) => {
    const has = given === undefined ? 'has no such key' : `has ${JSON.stringify(given)}`;
    return `${operator} wants ${key} ${wanted.map((value) => JSON.stringify(value)).join(' or ')} and the request ${has}`;
  });
  return `${statementName(origin, index, sid)} would allow it, but ${conditions.join(', and ')}`;
};
