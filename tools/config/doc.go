// Package config holds the tools for what a person may choose from when filing
// expenses: policies, expense types and payment types.
package config
