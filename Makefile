# Bare `make` prints the targets.
COURSE ?=
NB ?=
EXERCISE ?=
CHECK ?=
FORCE ?=
WATCH ?=
FROM ?=
ROSTER ?=
QUICK ?=
AGAIN ?=
IN_VENV := .venv/bin/python
READY := .venv/.ready
# What 5_kernels can do without, and what its kernels are counted by.
TRITON := .venv/.triton
TRIED := $(if $(filter 5_kernels,$(NB)),try_triton)
# Half an hour on two processors is usual.
TEST_SECONDS ?= 2400
# nbgrader calls alembic by its bare name.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)
IN_COURSE = $(if $(COURSE),--course "$(COURSE)")

named = $(or $(NB),$(error say which notebook: make $(1) NB=1_gru))

.PHONY: help grade test lab check progress reset submit course collect notebooks nbval bench bench-grading \
	experiment release feedback formgrader gpu audit asked lint picture setup kernels clean \
	bubblewrap try_triton

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

grade: bubblewrap $(READY) $(TRIED) ## Grade course/ or COURSE=…, else a demo class; NB=… for one
	@$(IN_VENV) -m grader grade $(NB) $(IN_COURSE) $(if $(FORCE),--force) $(if $(WATCH),--watch)

test: bubblewrap $(READY) try_triton ## Run the tests
	@timeout -k 30 $(TEST_SECONDS) $(IN_VENV) -m pytest -n logical --dist loadfile || \
		{ status=$$?; [ $$status -ne 124 ] || echo "make test: stopped, for it took" \
		"longer than $(TEST_SECONDS) s; above is where it stood" >&2; exit $$status; }

lab: $(READY) ## Open the notebooks in JupyterLab, on their start page
	@$(IN_VENV) -m utils.lab $(AS_ROOT)

check: $(READY) $(TRIED) ## Run a notebook's own checks: make check NB=1_gru
	@$(IN_VENV) -m utils.check_notebook $(call named,check)

progress: $(READY) ## Show how far each notebook is; NB=… lists its exercises
	@$(IN_VENV) -m utils.progress $(NB)
	@$(IN_VENV) -m utils.start

reset: $(READY) ## Put a stub back, keep what was there: NB=1_gru EXERCISE=sigmoid
	@$(IN_VENV) -m utils.reset $(call named,reset) $(EXERCISE)

submit: $(READY) $(TRIED) ## Make a notebook ready and write the file to upload: NB=1_gru
	@$(IN_VENV) -m utils.submit $(call named,submit)

course: $(READY) ## Make a course folder ready: COURSE=~/autumn, or course/
	@$(IN_VENV) -m grader prepare "$(or $(COURSE),course)"

collect: $(READY) ## Collect hand-ins: FROM=moodle.zip, Canvas's, Blackboard's, a folder
	@$(IN_VENV) -m grader collect $(if $(FROM),"$(FROM)",$(error say from what: \
		make collect FROM=moodle.zip)) $(IN_COURSE) $(if $(ROSTER),--roster "$(ROSTER)")

notebooks: $(READY) ## Build the notebooks from their masters; CHECK=1 only compares
	@$(IN_VENV) -m grader build $(NB) $(if $(CHECK),--check)

nbval: $(READY) ## Run the solved notebooks and compare what they print
	@$(IN_VENV) -m pytest -q --nbval solutions --nbval-current-env \
		--nbval-sanitize-with tests/nbval.cfg --nbval-cell-timeout 600

bench: $(READY) ## Measure the layers beside torch's own; QUICK=1 for one shape only
	@$(IN_VENV) -m grader.bench $(if $(QUICK),--quick)

bench-grading: bubblewrap $(READY) ## Time the grading of a class beside nbgrader's; QUICK=1: a few
	@$(IN_VENV) -m grader.bench.grading $(if $(QUICK),--quick)

gpu: ## Run all that needs a CUDA GPU, or go on; AGAIN=1 begins anew
	@$(if $(wildcard $(IN_VENV)),$(IN_VENV),python3) -m grader.gpu $(if $(AGAIN),--again)

experiment: $(READY) ## Run or resume a notebook's long experiment: NB=3_peephole
	@OMP_NUM_THREADS=1 $(IN_VENV) -m grader.experiments $(call named,experiment) $(if $(AGAIN),--again)

audit: bubblewrap $(READY) ## Grade answers that were not written for the grader; NB=… for one
	@$(IN_VENV) -m tests.audit $(NB)

asked: $(READY) ## Write docs/checks.md: what grading asks of each function
	@$(IN_VENV) -m grader asked

release: $(READY) ## Write the learners' bundle into dist/
	@$(IN_VENV) -m grader release

feedback: $(READY) ## Write the learners' feedback pages of course/ or COURSE=…
	@$(IN_VENV) -m grader feedback $(NB) $(IN_COURSE)

formgrader: $(READY) ## Open formgrader, to give points by hand, on course/ or COURSE=…
	@cd "$(or $(COURSE),$(if $(wildcard course),course,course-demo))" && \
		$(CURDIR)/$(IN_VENV) -m jupyterlab $(AS_ROOT) --LabApp.default_url=/formgrader

lint: $(READY) ## Check the style of the code
	@$(IN_VENV) -m ruff check .
	@$(IN_VENV) -m ruff format --check .

picture: $(READY) ## Draw the README's picture anew
	@$(IN_VENV) -c 'from pathlib import Path; from utils.figures import gru_cell; \
		Path("docs/gru.png").write_bytes(gru_cell().png())'

setup: $(READY) ## Install what the project needs into .venv

kernels: $(TRITON) ## Install Triton; make test and NB=5_kernels do so too

clean: ## Remove .venv, dist, caches and the demo class; course/ stays
	rm -rf .venv dist course-demo .pytest_cache .ruff_cache .hypothesis
	find grader utils tests -name __pycache__ -prune -exec rm -rf {} +

bubblewrap:
	@command -v bwrap >/dev/null || \
		sh utils/debian.sh bubblewrap "learners' code is run in its sandbox"

try_triton:
	@$(MAKE) --no-print-directory $(TRITON) || \
		echo "going on without Triton: what kernels load and store is not counted" >&2

$(TRITON): $(READY)
	sh utils/setup.sh grade,test,kernels
	@touch $@

$(READY): constraints.txt pyproject.toml utils/setup.sh
	sh utils/setup.sh grade,test
	@touch $@
