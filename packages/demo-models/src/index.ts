export { demoModels, type DemoModel } from './demo-models.ts';
export { verifyDemoModel } from './verify.ts';
