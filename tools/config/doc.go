// Package config holds the tools for what a person may choose from when filing
// expenses: policies, expense types, payment types, attendee types and locations.
package config
