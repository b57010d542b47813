// Package analysis holds the tools of the analysis toolset: sums over many reports.
package analysis
