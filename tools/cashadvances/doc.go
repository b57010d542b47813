// Package cashadvances holds the tools of the cash_advances toolset: cash advances.
package cashadvances
