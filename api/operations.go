package api

import (
	"net/http"
	"slices"

	"handinhand/models"
)

// operations is the table of everything that the API can do. Each line may also
// end as its method allows (see describe): not signed in, not permitted,
// unavailable; the kinds here are what is more.
func (m *mount) operations() []operation {
	const absent, closed, stale = models.KindNotFound, models.KindClosed, models.KindStale
	return append([]operation{
		read("/me", "getMe", "me", "Who is signed in", m.me),

		read("/case-types", "listCaseTypes", "case types", "Procedures that can be started", m.caseTypes),

		once(m, "/cases", "startCase", "cases", "Start a case", http.StatusCreated, m.startCase, absent),
		read("/cases", "listCases", "cases", "My cases, newest first", m.cases, models.KindInvalid),
		read("/cases/{case}", "getCase", "cases", "A case as its applicant sees it", m.theCase, absent, models.KindInvalid),
		read("/cases/{case}/accesses", "listAccesses", "cases", "Who read what of a case, why and on which legal basis", m.accesses, absent, models.KindInvalid),
		plain(http.MethodPut, "/cases/{case}/notices/read", "readNotices", "cases", "Mark the case's notices as read", m.readNotices, absent),

		read("/tasks", "listTasks", "tasks", "The open tasks of my agency", m.inbox, models.KindInvalid),
		read("/tasks/{task}", "getTask", "tasks", "A task with all that its doer needs", m.task, absent, models.KindInvalid),
		plain(http.MethodPut, "/tasks/{task}/claim", "claimTask", "tasks", "Take a task", m.claim, absent, closed, stale),
		plain(http.MethodDelete, "/tasks/{task}/claim", "releaseTask", "tasks", "Give a task back", m.release, absent, closed, stale),
		plain(http.MethodPut, "/tasks/{task}/draft", "saveDraft", "tasks", "Save answers without submitting them", m.saveDraft, absent, closed),
		once(m, "/tasks/{task}/completion", "completeTask", "tasks", "Submit a task", http.StatusOK, m.complete, absent, closed, stale),
		once(m, "/tasks/{task}/errors", "raiseError", "tasks", "End a task with an error that the process catches", http.StatusOK, m.raiseError, absent, closed),
		once(m, "/tasks/{task}/escalations", "raiseEscalation", "tasks", "Escalate a task; it may go on", http.StatusOK, m.raiseEscalation, absent, closed),

		m.upload("/tasks/{task}/items/{item}/paper", absent, closed),
		plain(http.MethodPut, "/tasks/{task}/items/{item}/missing", "declareMissing", "documents", "Say that a paper cannot be had", m.declareMissing, absent, closed),
		read("/tasks/{task}/items/{item}/on-hand", "listOnHand", "documents", "Papers that I handed in elsewhere and need not hand in again", m.onHand, absent, closed, models.KindInvalid),
		plain(http.MethodPut, "/tasks/{task}/items/{item}/reuse", "reusePaper", "documents", "Hand in a paper that is on hand", m.reuse, absent, closed),
		plain(http.MethodDelete, "/tasks/{task}/papers/{paper}", "removePaper", "documents", "Take back a paper that is not submitted yet", m.removePaper, absent, closed),
		download("/tasks/{task}/papers/{paper}", "getTaskPaper", "Read a paper that is lent to the doer of a task; the read is recorded", m.taskPaper),
		preview("/tasks/{task}/papers/{paper}/preview", "getTaskPreview", "See the first page of a paper, small; the read is recorded", m.taskPreview),
		preview("/cases/{case}/papers/{paper}/preview", "getCasePreview", "See the first page of a paper of my own case, small", m.casePreview),
		download("/cases/{case}/papers/{paper}", "getCasePaper", "Read a paper of my own case", m.casePaper),
		download("/transfers/{transfer}/papers/{paper}", "getTransferPaper", "Read a paper of a transfer; the read is recorded", m.transferPaper),

		read("/notices", "listNotices", "notices", "Notices to my agency, newest first", m.agencyNotices, models.KindInvalid),

		read("/expected-messages", "listExpectedMessages", "messages", "Messages that cases wait for from my agency", m.expected, models.KindInvalid),
		plain(http.MethodPut, "/messages/{message}", "sendMessage", "messages", "Tell a case something; exactly once for an id", m.deliver, absent, closed, models.KindConflict),

		read("/transfers", "listTransfers", "transfers", "Data that my agency has been sent", m.transfers, models.KindInvalid),
		read("/transfers/{transfer}", "getTransfer", "transfers", "A transfer with its content; the read is recorded", m.transfer, absent, closed, models.KindInvalid),

		read("/processes", "listProcesses", "processes", "Published processes", m.processes),
		read("/processes/{process}", "getProcess", "processes", "A process with its diagram, its steps and its cases", m.process, absent, models.KindInvalid),
		read("/cases/{case}/diagram", "getDiagram", "processes", "Where a case stands on its process; nothing personal", m.diagram, absent, models.KindInvalid),

		once(m, "/cases/{case}/mandates", "giveMandate", "mandates", "Let a helper act in my case", http.StatusCreated, m.giveMandate, absent),
		read("/cases/{case}/mandates", "listMandates", "mandates", "Who may help in my case", m.mandates, absent),
		read("/mandates", "listHeldMandates", "mandates", "The cases that I may help in", m.heldMandates),
		once(m, "/mandates", "acceptMandate", "mandates", "Accept a mandate with its code", http.StatusCreated, m.acceptMandate, absent),
		plain(http.MethodDelete, "/mandates/{mandate}", "revokeMandate", "mandates", "End a mandate, mine or one given to me", m.revokeMandate, absent),

		once(m, "/cases/{case}/items/{item}/emergency", "breakGlass", "documents", "Read a paper without a task, in an emergency; the applicant is told", http.StatusCreated, m.breakGlass, absent),
		download("/emergencies/{emergency}/paper", "getEmergencyPaper", "Read the paper of an emergency; the read is recorded", m.emergencyPaper),

		read("/log/entries", "listLogEntries", "access log", "The access log, for auditors: who, when and why, never what", m.logEntries, models.KindInvalid),
		read("/log/cases/{case}/explanations", "auditExplanations", "access log", "Why decision tables came to their results in a case, whole, for auditors; the read is recorded", m.auditExplanations, absent, models.KindInvalid),
		read("/log/checkpoint", "getCheckpoint", "access log", "The newest signed state of the access log, to be fetched and kept", m.checkpoint, absent),
		read("/log/extension", "getLogExtension", "access log", "Proof that the access log only grew", m.logExtension, absent, models.KindInvalid),
		read("/log/entries/{entry}/inclusion", "getLogInclusion", "access log", "Proof that an entry stands in the access log", m.logInclusion, absent, models.KindInvalid),

		read("/incidents", "listIncidents", "incidents", "Cases that are stuck", m.incidents, models.KindInvalid),
		read("/cases/{case}/levers", "getLevers", "incidents", "What can be done to a case by hand; nothing personal", m.levers, absent, models.KindInvalid),
		once(m, "/cases/{case}/modifications", "modifyCase", "incidents", "Begin and cancel elements of a case and set variables, by hand", http.StatusOK, m.modify, absent, closed),
		once(m, "/cases/{case}/migrations", "migrateCase", "incidents", "Take a case over to another release, or tell what stands in the way", http.StatusOK, m.migrate, absent, closed, models.KindConflict),
		read("/cases/{case}/choices", "listChoices", "cases", "Steps of ad-hoc sub-processes that I can begin in a case", m.choices, absent, models.KindInvalid),
		once(m, "/cases/{case}/choices", "chooseStep", "cases", "Begin a step of an ad-hoc sub-process", http.StatusOK, m.choose, absent, closed),
		once(m, "/cases/{case}/incidents/{incident}/retry", "retryIncident", "incidents", "Try a stuck step again", http.StatusOK, m.retryIncident, absent, closed),
	}, slices.Concat(m.trustOperations(), m.draftOperations(), m.planOperations(), m.releaseOperations())...)
}
