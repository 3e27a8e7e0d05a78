"""Areas: Glue's operations grouped by subject, with their priority here.

Tier 1 must work, tier 2 should work, and tier 3 is only useful on AWS.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """A group of operations."""

    name: str
    tier: int
    operations: frozenset[str]


def _area(name: str, tier: int, operations: str) -> Area:
    return Area(name, tier, frozenset(operations.split()))


AREAS: tuple[Area, ...] = (
    _area(
        "Databases",
        1,
        """
        CreateDatabase DeleteDatabase GetDatabase GetDatabases UpdateDatabase
        """,
    ),
    _area(
        "Tables & versions",
        1,
        """
        BatchDeleteTable BatchDeleteTableVersion CreateTable DeleteTable DeleteTableVersion
        GetTable GetTableVersion GetTableVersions GetTables SearchTables UpdateTable
        """,
    ),
    _area(
        "Partitions",
        1,
        """
        BatchCreatePartition BatchDeletePartition BatchGetPartition BatchUpdatePartition
        CreatePartition DeletePartition GetPartition GetPartitions UpdatePartition
        """,
    ),
    _area(
        "Partition indexes",
        1,
        """
        CreatePartitionIndex DeletePartitionIndex GetPartitionIndexes
        """,
    ),
    _area(
        "Column statistics",
        1,
        """
        DeleteColumnStatisticsForPartition DeleteColumnStatisticsForTable
        GetColumnStatisticsForPartition GetColumnStatisticsForTable
        UpdateColumnStatisticsForPartition UpdateColumnStatisticsForTable
        """,
    ),
    _area(
        "User-defined functions",
        1,
        """
        CreateUserDefinedFunction DeleteUserDefinedFunction GetUserDefinedFunction
        GetUserDefinedFunctions UpdateUserDefinedFunction
        """,
    ),
    _area(
        "Crawlers",
        1,
        """
        BatchGetCrawlers CreateCrawler DeleteCrawler GetCrawler GetCrawlerMetrics GetCrawlers
        ListCrawlers ListCrawls StartCrawler StartCrawlerSchedule StopCrawler
        StopCrawlerSchedule UpdateCrawler UpdateCrawlerSchedule
        """,
    ),
    _area(
        "Classifiers",
        1,
        """
        CreateClassifier DeleteClassifier GetClassifier GetClassifiers UpdateClassifier
        """,
    ),
    _area(
        "Connections (classic)",
        1,
        """
        BatchDeleteConnection CreateConnection DeleteConnection GetConnection GetConnections
        TestConnection UpdateConnection
        """,
    ),
    _area(
        "Jobs",
        1,
        """
        BatchGetJobs CreateJob DeleteJob GetJob GetJobs ListJobs UpdateJob
        """,
    ),
    _area(
        "Job runs",
        1,
        """
        BatchStopJobRun GetJobRun GetJobRuns StartJobRun
        """,
    ),
    _area(
        "Job bookmarks",
        1,
        """
        GetJobBookmark ResetJobBookmark
        """,
    ),
    _area(
        "Triggers",
        1,
        """
        BatchGetTriggers CreateTrigger DeleteTrigger GetTrigger GetTriggers ListTriggers
        StartTrigger StopTrigger UpdateTrigger
        """,
    ),
    _area(
        "Workflows",
        1,
        """
        BatchGetWorkflows CreateWorkflow DeleteWorkflow GetWorkflow GetWorkflowRun
        GetWorkflowRunProperties GetWorkflowRuns ListWorkflows PutWorkflowRunProperties
        ResumeWorkflowRun StartWorkflowRun StopWorkflowRun UpdateWorkflow
        """,
    ),
    _area(
        "Script generation",
        1,
        """
        CreateScript GetDataflowGraph GetMapping GetPlan
        """,
    ),
    _area(
        "Dev endpoints",
        1,
        """
        BatchGetDevEndpoints CreateDevEndpoint DeleteDevEndpoint GetDevEndpoint GetDevEndpoints
        ListDevEndpoints UpdateDevEndpoint
        """,
    ),
    _area(
        "Interactive sessions",
        1,
        """
        CancelStatement CreateSession DeleteSession GetSession GetStatement ListSessions
        ListStatements RunStatement StopSession
        """,
    ),
    _area(
        "Tags",
        1,
        """
        GetTags TagResource UntagResource
        """,
    ),
    _area(
        "Catalog encryption & resource policy",
        1,
        """
        DeleteResourcePolicy GetDataCatalogEncryptionSettings GetResourcePolicies
        GetResourcePolicy PutDataCatalogEncryptionSettings PutResourcePolicy
        """,
    ),
    _area(
        "Security configurations",
        1,
        """
        CreateSecurityConfiguration DeleteSecurityConfiguration GetSecurityConfiguration
        GetSecurityConfigurations
        """,
    ),
    _area(
        "Column statistics (task runs)",
        2,
        """
        CreateColumnStatisticsTaskSettings DeleteColumnStatisticsTaskSettings
        GetColumnStatisticsTaskRun GetColumnStatisticsTaskRuns GetColumnStatisticsTaskSettings
        ListColumnStatisticsTaskRuns StartColumnStatisticsTaskRun
        StartColumnStatisticsTaskRunSchedule StopColumnStatisticsTaskRun
        StopColumnStatisticsTaskRunSchedule UpdateColumnStatisticsTaskSettings
        """,
    ),
    _area(
        "Schema registry",
        2,
        """
        CheckSchemaVersionValidity CreateRegistry CreateSchema DeleteRegistry DeleteSchema
        DeleteSchemaVersions GetRegistry GetSchema GetSchemaByDefinition GetSchemaVersion
        GetSchemaVersionsDiff ListRegistries ListSchemaVersions ListSchemas
        PutSchemaVersionMetadata QuerySchemaVersionMetadata RegisterSchemaVersion
        RemoveSchemaVersionMetadata UpdateRegistry UpdateSchema
        """,
    ),
    _area(
        "Data quality: rulesets & runs",
        2,
        """
        BatchGetDataQualityResult CancelDataQualityRuleRecommendationRun
        CancelDataQualityRulesetEvaluationRun CreateDataQualityRuleset DeleteDataQualityRuleset
        GetDataQualityResult GetDataQualityRuleRecommendationRun GetDataQualityRuleset
        GetDataQualityRulesetEvaluationRun ListDataQualityResults
        ListDataQualityRuleRecommendationRuns ListDataQualityRulesetEvaluationRuns
        ListDataQualityRulesets StartDataQualityRuleRecommendationRun
        StartDataQualityRulesetEvaluationRun UpdateDataQualityRuleset
        """,
    ),
    _area(
        "Blueprints",
        2,
        """
        BatchGetBlueprints CreateBlueprint DeleteBlueprint GetBlueprint GetBlueprintRun
        GetBlueprintRuns ListBlueprints StartBlueprintRun UpdateBlueprint
        """,
    ),
    _area(
        "Catalogs (multi-catalog)",
        2,
        """
        CreateCatalog DeleteCatalog GetCatalog GetCatalogs UpdateCatalog
        """,
    ),
    _area(
        "Usage profiles",
        2,
        """
        CreateUsageProfile DeleteUsageProfile GetUsageProfile ListUsageProfiles
        UpdateUsageProfile
        """,
    ),
    _area(
        "Iceberg table optimizers",
        2,
        """
        BatchGetTableOptimizer CreateTableOptimizer DeleteTableOptimizer GetTableOptimizer
        ListTableOptimizerRuns UpdateTableOptimizer
        """,
    ),
    _area(
        "Job source control",
        2,
        """
        UpdateJobFromSourceControl UpdateSourceControlFromJob
        """,
    ),
    _area(
        "Connection types & entities (SaaS)",
        2,
        """
        DeleteConnectionType DescribeConnectionType DescribeEntity GetEntityRecords
        ListConnectionTypes ListEntities RegisterConnectionType
        """,
    ),
    _area(
        "Custom entity types (PII)",
        2,
        """
        BatchGetCustomEntityTypes CreateCustomEntityType DeleteCustomEntityType
        GetCustomEntityType ListCustomEntityTypes
        """,
    ),
    _area(
        "Catalog import (Athena legacy)",
        2,
        """
        GetCatalogImportStatus ImportCatalogToGlue
        """,
    ),
    _area(
        "Data quality: anomaly statistics/models",
        3,
        """
        BatchPutDataQualityStatisticAnnotation GetDataQualityModel GetDataQualityModelResult
        ListDataQualityStatisticAnnotations ListDataQualityStatistics
        PutDataQualityProfileAnnotation
        """,
    ),
    _area(
        "ML transforms",
        3,
        """
        CancelMLTaskRun CreateMLTransform DeleteMLTransform GetMLTaskRun GetMLTaskRuns
        GetMLTransform GetMLTransforms ListMLTransforms StartExportLabelsTaskRun
        StartImportLabelsTaskRun StartMLEvaluationTaskRun StartMLLabelingSetGenerationTaskRun
        UpdateMLTransform
        """,
    ),
    _area(
        "Materialized view refresh",
        3,
        """
        GetMaterializedViewRefreshTaskRun ListMaterializedViewRefreshTaskRuns
        StartMaterializedViewRefreshTaskRun StopMaterializedViewRefreshTaskRun
        """,
    ),
    _area(
        "Unfiltered metadata (Lake Formation)",
        3,
        """
        GetUnfilteredPartitionMetadata GetUnfilteredPartitionsMetadata
        GetUnfilteredTableMetadata
        """,
    ),
    _area(
        "Zero-ETL integrations",
        3,
        """
        CreateIntegration CreateIntegrationResourceProperty CreateIntegrationTableProperties
        DeleteIntegration DeleteIntegrationResourceProperty DeleteIntegrationTableProperties
        DescribeInboundIntegrations DescribeIntegrations GetIntegrationResourceProperty
        GetIntegrationTableProperties ListIntegrationResourceProperties
        ListIntegrationTableProperties ModifyIntegration UpdateIntegrationResourceProperty
        UpdateIntegrationTableProperties
        """,
    ),
    _area(
        "Identity Center",
        3,
        """
        CreateGlueIdentityCenterConfiguration DeleteGlueIdentityCenterConfiguration
        GetGlueIdentityCenterConfiguration UpdateGlueIdentityCenterConfiguration
        """,
    ),
    _area(
        "Glossary and assets",
        3,
        """
        AssociateGlossaryTerms BatchGetIterableForms CreateGlossary CreateGlossaryTerm
        DeleteAsset DeleteAssetType DeleteAttachment DeleteFormType DeleteGlossary
        DeleteGlossaryTerm DisassociateGlossaryTerms GetAsset GetAssetType GetFormType
        GetGlossary GetGlossaryTerm ListAssetTypes ListFormTypes ListGlossaries
        ListGlossaryTerms ListIterableForms PutAsset PutAssetType PutAttachment PutFormType
        SearchAssets UpdateAsset UpdateGlossary UpdateGlossaryTerm
        """,
    ),
    _area(
        "Data quality: evaluation configurations and results, second form",
        3,
        """
        BatchGetDataQualityResultV2 BatchGetDataQualityRulesetEvaluationRun
        CreateDataQualityEvaluationConfig DeleteDataQualityEvaluationConfig
        GetDataQualityEvaluationConfig GetDataQualityResultV2 ListDataQualityEvaluationConfigs
        ListDataQualityResultsV2 PublishDataQualityResultV2 UpdateDataQualityEvaluationConfig
        """,
    ),
    _area(
        "Job upgrade analysis",
        3,
        """
        GetJobUpgradeAnalysis StartJobUpgradeAnalysis StopJobUpgradeAnalysis
        """,
    ),
    _area(
        "Data catalog export",
        3,
        """
        GetDataCatalogExportConfiguration PutDataCatalogExportConfiguration
        """,
    ),
    _area(
        "System logs and dashboards",
        3,
        """
        GetDashboardUrl GetSessionEndpoint GetSystemLogsForJobRun GetSystemLogsForSession
        """,
    ),
)

OTHER = Area("Newer than this release", 3, frozenset())

_AREA_OF = {operation: area for area in AREAS for operation in area.operations}


def area_of(operation: str) -> Area:
    """Return the area of an operation."""
    return _AREA_OF.get(operation, OTHER)
