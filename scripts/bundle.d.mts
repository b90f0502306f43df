export function bundle(dist: string): Promise<void>;
