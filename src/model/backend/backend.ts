import type { Assets } from '../../assets/asset.ts';
import type { Backend } from '../../contract/config.ts';

/** A backend that tfjs computes on from now on. */
export interface StartedBackend {
  readonly name: Backend;
  /** Resolves with the reason when the device is lost, or what it computes cannot be trusted; never otherwise. */
  readonly lost: Promise<string>;
}

/**
 * Registers one backend with the kernels that the model uses, and starts it. Each worker file holds one.
 *
 * @param assets where the .wasm file is
 * @throws InklingError `backend-unavailable`
 */
export type StartBackend = (assets: Assets) => Promise<StartedBackend>;
