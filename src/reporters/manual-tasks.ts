/** Something that the source documents ask for and no file of a project can show. */
export interface ManualTask {
  /** Never changes, and is never given to another task. */
  readonly id: string;
  readonly task: string;
  readonly source: string;
}

export interface ManualArea {
  readonly title: string;
  readonly tasks: readonly ManualTask[];
}

/** What stays to be done or verified by people, by area, in the words of the documents. */
export const manualAreas: readonly ManualArea[] = [
  {
    title: 'Requirements',
    tasks: [
      { id: 'MANUAL-1.1', task: 'Gather functional and non-functional requirements from stakeholders', source: 'backend-architect-tasks, 1. Requirements Analysis' },
      { id: 'MANUAL-1.2', task: 'Identify the consumers of the API and their use cases', source: 'backend-architect-tasks, 1. Requirements Analysis' },
      { id: 'MANUAL-1.3', task: 'Define performance SLAs, scalability targets and growth projections', source: 'backend-architect-tasks, 1. Requirements Analysis' },
      { id: 'MANUAL-1.4', task: 'Determine security, compliance and data residency requirements', source: 'backend-architect-tasks, 1. Requirements Analysis' },
      { id: 'MANUAL-1.5', task: 'Map the integration points with external services and third-party APIs', source: 'backend-architect-tasks, 1. Requirements Analysis' },
      { id: 'MANUAL-1.6', task: 'Determine life-span, release cycle, required environments, downtime tolerance and technology constraints', source: 'backend-guide, Project Scoping' },
      { id: 'MANUAL-1.7', task: 'Document architectural decisions and their rationale', source: 'backend-architect-tasks, Execution Reminders' },
    ],
  },
  {
    title: 'Security',
    tasks: [
      { id: 'MANUAL-2.1', task: 'Conduct security audits after the OWASP Top 10', source: 'backend-architect-tasks, 4. Security and Compliance' },
      { id: 'MANUAL-2.2', task: 'Conduct regular penetration testing and vulnerability scanning', source: 'backend-architect-tasks, Security Implementation' },
      { id: 'MANUAL-2.3', task: 'Rotate secrets and API keys on a regular schedule', source: 'backend-architect-tasks, Security Implementation' },
      { id: 'MANUAL-2.4', task: 'Consider a secrets manager for production', source: 'backend-guide, Credentials & Secrets' },
      { id: 'MANUAL-2.5', task: 'Enforce HTTPS with proper certificate management', source: 'backend-architect-tasks, 3. Security Quality' },
      { id: 'MANUAL-2.6', task: 'Make the audit log tamper-proof by a dedicated logging service, apart from the application logs', source: 'backend-guide, Audit Logging' },
      { id: 'MANUAL-2.7', task: 'Monitor for abnormal data access and throttle bulk operations beyond expected usage', source: 'backend-guide, Suspicious Action Throttling' },
      { id: 'MANUAL-2.8', task: 'Encrypt sensitive data at rest', source: 'backend-architect-tasks, 4. Security and Compliance' },
    ],
  },
  {
    title: 'Data',
    tasks: [
      { id: 'MANUAL-3.1', task: 'Verify and test backups: restore one regularly', source: 'backend-guide, Persistence Checklist' },
      { id: 'MANUAL-3.2', task: 'Document disaster recovery and backup procedures, and test them', source: 'backend-architect-tasks, 2. Database Quality' },
      { id: 'MANUAL-3.3', task: 'Test migrations in staging, forward and back', source: 'backend-architect-tasks, 2. Database Quality' },
      { id: 'MANUAL-3.4', task: 'Have scripts for copying data between environments', source: 'backend-guide, Persistence Checklist' },
      { id: 'MANUAL-3.5', task: 'Plan how updates of the persistence layer roll out, and how it scales (read replicas, sharding)', source: 'backend-guide, Persistence Checklist' },
      { id: 'MANUAL-3.6', task: 'Inspect the plans of the frequent queries with `EXPLAIN ANALYZE`', source: 'backend-design, Cognitive Audit Cycle' },
    ],
  },
  {
    title: 'Performance',
    tasks: [
      { id: 'MANUAL-4.1', task: 'Measure the latency budget: p50 under 100 ms, p99 under 500 ms', source: 'backend-design, 3. The Sub-100ms Performance Mandate' },
      { id: 'MANUAL-4.2', task: 'Create load tests with realistic traffic', source: 'backend-architect-tasks, 4. Performance Engineering' },
      { id: 'MANUAL-4.3', task: 'Define performance benchmarks and monitoring thresholds', source: 'backend-architect-tasks, 4. Performance Engineering' },
      { id: 'MANUAL-4.4', task: 'Monitor slow query logs', source: 'backend-architect-tasks, Database Management' },
      { id: 'MANUAL-4.5', task: 'Define the caching strategy with clear invalidation policies', source: 'backend-architect-tasks, Backend Architecture Quality Task Checklist' },
    ],
  },
  {
    title: 'Operations',
    tasks: [
      { id: 'MANUAL-5.1', task: 'Assign incident response and on-call rotation', source: 'backend-guide, Responsibility Checklist' },
      { id: 'MANUAL-5.2', task: 'Assign the setup of monitoring and alerting, and configure alerts for critical failures', source: 'backend-guide, Responsibility Checklist' },
      { id: 'MANUAL-5.3', task: 'Assign the backup verification schedule', source: 'backend-guide, Responsibility Checklist' },
      { id: 'MANUAL-5.4', task: 'Assign the dependency update cadence', source: 'backend-guide, Responsibility Checklist' },
      { id: 'MANUAL-5.5', task: 'Assign the security patch process', source: 'backend-guide, Responsibility Checklist' },
      { id: 'MANUAL-5.6', task: 'Assign log rotation and the retention policy', source: 'backend-guide, Responsibility Checklist' },
      { id: 'MANUAL-5.7', task: 'Document runbooks for common operational issues', source: 'backend-architect-tasks, 4. Operations Quality' },
      { id: 'MANUAL-5.8', task: 'Use identical setups and versions across all environments', source: 'backend-guide, Environment Setup' },
    ],
  },
  {
    title: 'Release',
    tasks: [
      { id: 'MANUAL-6.1', task: 'Plan zero-downtime deployments (blue-green, canary)', source: 'backend-architect-tasks, 5. Deployment and Operations' },
      { id: 'MANUAL-6.2', task: 'Document the rollback procedure and test it', source: 'backend-guide, Release Checklist' },
      { id: 'MANUAL-6.3', task: 'Before each release: all tests pass and migrations run cleanly, forward and back', source: 'backend-guide, Release Checklist' },
      { id: 'MANUAL-6.4', task: 'Before each release: monitoring and alerting cover new functionality', source: 'backend-guide, Release Checklist' },
      { id: 'MANUAL-6.5', task: 'Bundle a bill of materials with every build artifact', source: 'backend-guide, Bill of Materials' },
    ],
  },
];
