// Package comments holds the tools of the comments toolset: comments on reports and expenses.
package comments
