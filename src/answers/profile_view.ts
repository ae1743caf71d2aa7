import type { Interest, ProfileView } from '../contract/worker_api.ts';
import type { LoadedModel } from '../engine/loaded_model.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import { GROUPS } from '../features/model_input.ts';
import { interests, tagCentroids } from '../profile/interests.ts';

/** Departments and topics with their reasons; none without behaviour. */
export function interestsOf(snapshot: Snapshot): { departments: Interest[]; topics: Interest[] } {
  const { model, input, steps, inference, explainer, leaning } = snapshot;
  if (steps.length === 0) return { departments: [], topics: [] };
  const { index } = model;
  const centroids = centroidsOf(model);
  const { profile, history } = inference;
  return interests({ index, centroids, profile, history, input, explainer, weightOf: leaning?.tasteWeight });
}

export function profileView(snapshot: Snapshot, row: ProfileView['row'], updatedAt: number): ProfileView {
  const { departments, topics } = interestsOf(snapshot);
  return {
    interests: departments,
    topics,
    groups: groupShares(snapshot),
    ...(row === undefined ? {} : { row }),
    kept: snapshot.consolidation?.kept ?? [],
    interactions: snapshot.interactions.length,
    learned: snapshot.lesson?.steps ?? 0,
    departments: snapshot.model.index.catalogue.tags
      .filter(({ depth }) => depth === 1)
      .map(({ path }) => path),
    wishes: snapshot.wishes,
    updatedAt,
    preset: snapshot.model.index.preset,
  };
}

/** The fusion's open gates, as trained and moved on the device, as shares that add up to 1; all 0 without behaviour. */
function groupShares({ model, input, steps, lesson }: Snapshot): ProfileView['groups'] {
  const gates = model.folder.weights.get('gates')!;
  const present = input.present.subarray((input.T - 1) * GROUPS.length);
  const open = GROUPS.map((_, i) => {
    const moved = Math.exp(lesson?.adaptation.gates[i] ?? 0);
    return steps.length === 0 ? 0 : (moved * present[i]!) / (1 + Math.exp(-gates[i]!));
  });
  const total = open.reduce((sum, gate) => sum + gate, 0) || 1;
  const [basic, behaviour, tags, relations] = open.map((gate) => gate / total) as [
    number,
    number,
    number,
    number,
  ];
  return { basic, behaviour, tags, relations };
}

const known = new WeakMap<LoadedModel, Float32Array>();

/** See `tagCentroids`; made once for each model. */
function centroidsOf(model: LoadedModel): Float32Array {
  const centroids = known.get(model) ?? tagCentroids(model.index, model.entities, model.folder.manifest.D);
  known.set(model, centroids);
  return centroids;
}
