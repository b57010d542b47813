// Package taxes holds the tools of the taxes toolset: taxes of an expense.
package taxes
