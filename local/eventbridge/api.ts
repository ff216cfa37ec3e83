import type { JsonService } from '../http/service';
import type { EventBridgeEngine } from './engine';

export declare const eventBridgeService: (engine: EventBridgeEngine) => JsonService;
