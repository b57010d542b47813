// Package itemizations holds the tools of the itemizations toolset: the parts of an expense.
package itemizations
