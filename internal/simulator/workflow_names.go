package simulator

// approvalStatusName is the English name of the approval status. The names that
// Concur's pages do not print are inferred.
func (r *report) approvalStatusName() string {
	switch r.approvalStatus {
	case notSubmitted:
		return "Not Submitted"
	case returned:
		if r.recalled {
			return "Recalled by Employee"
		}
		return "Sent Back to Employee"
	case "A_PEND":
		return "Submitted & Pending Approval"
	case "A_PECO":
		return "Pending Cost Object Approval"
	case "A_PBDG":
		return "Pending Budget Approval"
	case "A_EXTV":
		return "Pending External Validation"
	case "A_ACCO":
		return "Approved & In Accounting Review"
	case approved:
		return "Approved"
	case "A_FILE":
		return "Submitted"
	case "A_PVAL":
		return "Pending Prepayment Validation"
	case "A_RHLD":
		return "Submit Held for Receipt Images"
	case "A_TEXP":
		return "Approval Time Expired"
	case "A_AAFH":
		return "Held for Anomaly and Fraud Check"
	default:
		return r.approvalStatus
	}
}

// paymentStatusName is the English name of the payment status.
func (r *report) paymentStatusName() string {
	switch r.paymentStatus {
	case notPaid:
		return "Not Paid"
	case processing:
		return "Processing Payment"
	case sentToPay:
		return "Sent for Payment"
	case confirmed:
		return "Payment Confirmed"
	case onHold:
		return "Payment on Hold" // inferred
	default:
		return r.paymentStatus
	}
}
