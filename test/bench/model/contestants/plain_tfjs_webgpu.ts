import '@tensorflow/tfjs-backend-webgpu';
import { startPlain } from './plain_tfjs.ts';

export const start = startPlain('webgpu', () => undefined);
