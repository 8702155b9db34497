import { describeScenarios } from './describe-scenarios.ts';

describeScenarios(0, 3);
