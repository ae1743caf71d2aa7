import { startBackend } from '#backend';
import { Engine } from './engine/engine.ts';
import { withAnswers } from './engine/with_answers.ts';
import { exposeWorker } from './threads/expose.ts';

exposeWorker(withAnswers(new Engine(startBackend, (message) => console.warn(message))));
