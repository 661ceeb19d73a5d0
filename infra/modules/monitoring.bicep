// The log of the program: JSON lines without secrets, names, reasons and evidence.

@description('Begins every name.')
param name string
@description('Region.')
param location string
@description('Days that the log is kept.')
param retentionDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-log'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
  }
}

output workspaceName string = workspace.name
