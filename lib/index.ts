// The public API of cdk-trailwatch.
export {};
