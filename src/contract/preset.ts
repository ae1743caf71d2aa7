/**
 * What a site offers: it decides which schema.org types are items, what is not recommended again, and what
 * panel and row call things.
 */
export const PRESETS = ['shop', 'content', 'course'] as const;
export type Preset = (typeof PRESETS)[number];

export const isPreset = (value: unknown): value is Preset => PRESETS.includes(value as Preset);
