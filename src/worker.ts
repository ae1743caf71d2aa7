import { startBackend } from '#backend';
import { Engine } from './engine/engine.ts';
import { exposeWorker } from './threads/expose.ts';

exposeWorker(new Engine(startBackend, (message) => console.warn(message)));
