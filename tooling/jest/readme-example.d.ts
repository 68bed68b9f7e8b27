export function runReadmeExample(testUrl: string): Promise<string[]>;
