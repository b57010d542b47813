// Package quickexpenses holds the tools of the quick_expenses toolset: quick expenses.
package quickexpenses
