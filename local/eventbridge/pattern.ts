import type { BusEvent } from './bus-event';

export declare const compilePattern: (pattern: object) => (event: BusEvent) => boolean;
