// Package requests holds the tools of the requests toolset: travel requests of a report.
package requests
