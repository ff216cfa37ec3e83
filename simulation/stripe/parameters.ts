import type { Form, FormValue } from './form';
import { invalidRequest, type StripeApiError } from './stripe-error';

/**
 * Reads the parameters of one request, strictly: each one that Stripe knows and the simulator does not act upon is
 * refused, so that no caller believes in something that is not there.
 */
export class Parameters {
  readonly #form: Form;

  /**
   * @param known what the simulator acts on, or has a rule for.
   * @param notSimulated what Stripe knows besides.
   * @throws StripeApiError when the form holds a parameter that is not in `known`.
   */
  public constructor(form: Form, known: readonly string[], notSimulated: readonly string[] = []) {
    const others = Object.keys(form).filter((name) => !known.includes(name));
    const unknown = others.filter((name) => !notSimulated.includes(name));
    if (unknown.length > 0)
      throw invalidRequest(`Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`, {
        code: 'parameter_unknown',
        param: unknown[0],
      });
    this.#form = form;
    if (others[0] !== undefined) throw this.notSimulated(others[0]);
  }

  /** Stripe takes it; here it would have no effect. */
  public notSimulated(name: string): StripeApiError {
    return invalidRequest(`The simulator does not act on this parameter of Stripe's: ${name}`, { param: name });
  }

  /** @throws StripeApiError if both are given (https://docs.stripe.com/error-codes#parameters-exclusive). */
  public refuseTogether(first: string, second: string): void {
    if (!this.has(first) || !this.has(second)) return;
    throw invalidRequest(`You may only specify one of these parameters: ${first}, ${second}.`, {
      code: 'parameters_exclusive',
      param: second,
    });
  }

  public string(name: string): string {
    const value = this.#form[name];
    if (value === undefined || value === '')
      throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
    if (typeof value !== 'string') throw invalidRequest(`Invalid string: ${name}`, { param: name });
    return value;
  }

  /** A positive integer of up to twelve digits, which is Stripe's limit for most cards. */
  public amount(name: string): number {
    const text = this.string(name);
    if (!/^[1-9]\d{0,11}$/.test(text))
      throw invalidRequest(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param: name });
    return Number(text);
  }

  /** Three letters, answered in lower case. */
  public currency(name: string): string {
    const text = this.string(name);
    if (/^[a-z]{3}$/i.test(text)) return text.toLowerCase();
    throw invalidRequest(`Invalid currency: ${text}`, { param: name });
  }

  /** How many items a page of a list has, 1 to 100 (https://docs.stripe.com/api/pagination). */
  public pageSize(name: string): number {
    const size = this.amount(name);
    if (size <= 100) return size;
    throw invalidRequest(`This value must be less than or equal to 100 (it currently is '${size}').`, { param: name });
  }

  /** https://docs.stripe.com/error-codes#email-invalid */
  public email(name: string): string {
    const text = this.string(name);
    if (/^[^@\s]+@[^@\s]+$/.test(text)) return text;
    throw invalidRequest(`Invalid email address: ${text}`, { code: 'email_invalid', param: name });
  }

  /** Of a site or of an app, with a scheme of its own (https://docs.stripe.com/error-codes#url-invalid). */
  public url(name: string): string {
    const text = this.string(name);
    if (URL.canParse(text)) return text;
    throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: name });
  }

  /** A list of strings; empty when absent. */
  public list(name: string): readonly string[] {
    return Object.values(this.map(name));
  }

  public has(name: string): boolean {
    return this.#form[name] !== undefined;
  }

  /** A customer's id. This account has those whose id does not say otherwise. */
  public customer(name: string): string {
    const id = this.string(name);
    if (/^cus_\w+$/.test(id) && !id.includes('unknown')) return id;
    throw invalidRequest(`No such customer: '${id}'`, { code: 'resource_missing', param: name });
  }

  /** Up to 22 characters, at least one of them a Latin letter, and none of `<>\'"*`
   * (https://docs.stripe.com/get-started/account/statement-descriptors). */
  public statementSuffix(name: string): string {
    const text = this.string(name);
    if (text.length > 22 || !/[A-Za-z]/.test(text) || /[<>\\'"*]/.test(text))
      throw invalidRequest(`Invalid ${name}: ${text}`, { param: name });
    return text;
  }

  /** Up to 50 keys of 40 characters, with values of 500 (https://docs.stripe.com/api/metadata). */
  public metadata(name: string): Record<string, string> {
    const metadata = this.map(name);
    const entries = Object.entries(metadata);
    const isTooLong = entries.some(([key, value]) => key.length > 40 || value.length > 500);
    if (entries.length > 50 || isTooLong) throw invalidRequest(`Metadata is too long.`, { param: name });
    return metadata;
  }

  /** The token in `{ type: 'card', card: { token } }`. */
  public cardToken(name: string): string {
    const data = this.#nested(name);
    const card = data.card;
    if (data.type === 'card' && typeof card === 'object' && typeof card.token === 'string') return card.token;
    throw invalidRequest(`Missing required param: ${name}[card][token].`, { code: 'parameter_missing', param: name });
  }

  public optional<T>(name: string, read: (name: string) => T): T | undefined {
    return this.#form[name] === undefined ? undefined : read(name);
  }

  public oneOf<const T extends readonly string[]>(name: string, values: T): T[number] {
    const text = this.string(name);
    const value = values.find((candidate) => candidate === text);
    if (value !== undefined) return value;
    throw invalidRequest(`Invalid ${name}: must be one of ${values.join(', ')} (the simulator knows no other)`, {
      param: name,
    });
  }

  /** A flat map of strings; empty when absent. */
  public map(name: string): Record<string, string> {
    const entries = Object.entries(this.#nested(name));
    return Object.fromEntries(
      entries.map(([key, value]) => {
        if (typeof value !== 'string') throw invalidRequest(`Invalid string: ${name}[${key}]`, { param: name });
        return [key, value];
      }),
    );
  }

  /** The `expand` list; each of its paths has to be in `expandable`. */
  public expand(expandable: readonly string[]): ReadonlySet<string> {
    const paths = this.list('expand');
    const unknown = paths.find((path) => !expandable.includes(path));
    if (unknown !== undefined)
      throw invalidRequest(`This property cannot be expanded (${unknown}).`, { param: 'expand' });
    return new Set(paths);
  }

  #nested(name: string): Form {
    const value: FormValue = this.#form[name] ?? {};
    if (typeof value === 'string') throw invalidRequest(`Invalid object: ${name}`, { param: name });
    return value;
  }
}
