import type { AlarmState } from './alarm-state';

/** The rule of a composite alarm. */
export interface AlarmRule {
  /** Names of the alarms that it asks for. */
  readonly alarms: ReadonlySet<string>;
  isTrue(stateOf: (alarm: string) => AlarmState): boolean;
}

type Test = AlarmRule['isTrue'];

const TOKEN = /\s*([()]|"(?:[^"\\]|\\.)*"|[^\s()"]+)/y;
const STATES: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] satisfies AlarmState[];

/**
 * Reads an alarm rule (API_PutCompositeAlarm.html): ALARM, OK and INSUFFICIENT_DATA of an alarm's name or ARN, quoted or not; TRUE, FALSE, AND, OR, NOT
 * and parentheses. NOT binds more than AND, AND more than OR.
 * @throws Error that says what is not understood.
 */
export const parseAlarmRule = (text: string): AlarmRule => {
  const parser = new Parser(tokensOf(text));
  const isTrue = parser.either();
  parser.expectEnd();
  return { alarms: parser.alarms, isTrue };
};

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`not understood: ${text.slice(from).trim()}`);
    tokens.push(token);
  }
  return tokens;
};

/** From an ARN `arn:aws:cloudwatch:region:account:alarm:NAME`, or a name as it is. */
const nameOf = (token: string): string => {
  const text = token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token;
  return text.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '');
};

class Parser {
  public readonly alarms = new Set<string>();
  readonly #tokens: readonly string[];
  #at = 0;

  public constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  public either(): Test {
    const tests = [this.#all()];
    while (this.#take('OR')) tests.push(this.#all());
    return (stateOf) => tests.some((test) => test(stateOf));
  }

  public expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new Error(`not understood: ${token}`);
  }

  #all(): Test {
    const tests = [this.#single()];
    while (this.#take('AND')) tests.push(this.#single());
    return (stateOf) => tests.every((test) => test(stateOf));
  }

  #single(): Test {
    if (this.#take('NOT')) {
      const test = this.#single();
      return (stateOf) => !test(stateOf);
    }
    if (this.#take('(')) {
      const test = this.either();
      this.#expect(')');
      return test;
    }
    if (this.#take('TRUE')) return () => true;
    if (this.#take('FALSE')) return () => false;
    return this.#function();
  }

  #function(): Test {
    const state = this.#next();
    if (!STATES.includes(state)) throw new Error(`not understood: ${state}`);
    this.#expect('(');
    const alarm = nameOf(this.#next());
    this.#expect(')');
    this.alarms.add(alarm);
    return (stateOf) => stateOf(alarm) === state;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`${token} is missing before ${this.#tokens[this.#at] ?? 'its end'}`);
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('it ends too early');
    this.#at += 1;
    return token;
  }
}
