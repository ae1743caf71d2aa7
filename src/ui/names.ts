/** "Shampoo" of "Hair care > Shampoo". */
export const lastName = (path: string): string => path.split(' > ').at(-1) ?? path;
