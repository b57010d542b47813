// Package approvals holds the tools of the approval workflow: submitting a
// report, the queue of an approver, approving, sending back and recalling.
package approvals
