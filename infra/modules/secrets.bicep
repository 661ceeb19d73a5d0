// The key vault. The program reads it with its identity; nobody else is given a right here.

@description('Name of the vault, unique in Azure, 24 characters at most.')
param vaultName string
@description('Region.')
param location string
@description('Object id of the identity that reads the secrets.')
param readerPrincipalId string
@description('Host of the database.')
param databaseHost string
@description('User of the database.')
param databaseUser string
@description('Name of the database.')
param databaseName string
@description('Password of that user.')
@secure()
param databasePassword string
@description('Secret of the bot; empty for a managed identity, and then not stored.')
@secure()
param botAppPassword string
@description('Private key that signs the audit.')
@secure()
param auditSigningKey string

// Built in: Key Vault Secrets User.
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, readerPrincipalId, secretsUser)
  properties: {
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource databaseUrl 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgres://${databaseUser}:${uriComponent(databasePassword)}@${databaseHost}:5432/${databaseName}?sslmode=verify-full'
  }
}

resource signingKey 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'audit-signing-key'
  properties: { value: auditSigningKey }
}

resource botPassword 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(botAppPassword)) {
  parent: vault
  name: 'bot-app-password'
  properties: { value: botAppPassword }
}

// Whoever uses this address waits for the whole module: the secrets are there by then, and the right to read them.
output vaultUri string = vault.properties.vaultUri
