// fake libcublasLt.so.13: naive cublasLtMatmul (f32/f16/bf16/f64, row/col order, transposes, strided batch, bias/relu/gelu epilogues)
#include <cstdint>
#include <cstring>
#include <cstdlib>
#include <cmath>
#include <vector>
#include <map>
#include <set>
#include <string>
#include <dlfcn.h>
static void* driver(){Dl_info i;dladdr((void*)driver,&i);std::string p=i.dli_fname;return dlopen((p.substr(0,p.rfind(47))+"/libcuda.so.1").c_str(),RTLD_LAZY|RTLD_NOLOAD);}
#define X extern "C" __attribute__((visibility("default"))) int
enum{OK=0,NOT_INITIALIZED=1,INVALID_VALUE=7,NOT_SUPPORTED=15,EXECUTION_FAILED=13};
static void*(*xl)(uint64_t,size_t); static int(*enq)(void*,void(*)(void*),void*);
struct Lt{int magic=77;}; struct Layout{int type;uint64_t rows,cols;int64_t ld;int order=0;int batch=1;int64_t stride=0;}; struct Desc{int compute,scale,ta=0,tb=0,epi=1,biasType=-1;uint64_t bias=0;};
struct Pref{uint64_t ws=0;}; static std::set<void*> live;
X cublasLtCreate(Lt**h){void*l=driver();if(!l)return NOT_INITIALIZED;*(void**)&xl=dlsym(l,"fakecuda_real");*(void**)&enq=dlsym(l,"fakecuda_enqueue");*h=new Lt;live.insert(*h);return OK;}
X cublasLtDestroy(Lt*h){if(!live.erase(h))return INVALID_VALUE;delete h;return OK;}
X cublasLtMatmulDescCreate(Desc**d,int c,int s){*d=new Desc{c,s};live.insert(*d);return OK;} X cublasLtMatmulDescDestroy(Desc*d){live.erase(d);delete d;return OK;}
X cublasLtMatmulDescSetAttribute(Desc*d,int a,const void*b,size_t n){if(!live.count(d))return INVALID_VALUE;auto I=[&]{int v;memcpy(&v,b,4);return v;};switch(a){case 3:d->ta=I();break;case 4:d->tb=I();break;case 7:d->epi=I();break;case 8:if(n!=8)return INVALID_VALUE;memcpy(&d->bias,b,8);break;case 26:d->biasType=I();break;default:return NOT_SUPPORTED;}return OK;}
X cublasLtMatrixLayoutCreate(Layout**l,int t,uint64_t r,uint64_t c,int64_t ld){if(!r||!c)return INVALID_VALUE;*l=new Layout{t,r,c,ld};live.insert(*l);return OK;} X cublasLtMatrixLayoutDestroy(Layout*l){live.erase(l);delete l;return OK;}
X cublasLtMatrixLayoutSetAttribute(Layout*l,int a,const void*b,size_t n){if(!live.count(l))return INVALID_VALUE;if(a==1)memcpy(&l->order,b,4);else if(a==5)memcpy(&l->batch,b,4);else if(a==6&&n==8)memcpy(&l->stride,b,8);else return NOT_SUPPORTED;return OK;}
X cublasLtMatmulPreferenceCreate(Pref**p){*p=new Pref;live.insert(*p);return OK;} X cublasLtMatmulPreferenceDestroy(Pref*p){live.erase(p);delete p;return OK;} X cublasLtMatmulPreferenceSetAttribute(Pref*p,int a,const void*b,size_t n){if(a==1&&n==8)memcpy(&p->ws,b,8);return OK;}
static bool shapes(Desc*d,Layout*A,Layout*B,Layout*C){uint64_t m=d->ta?A->cols:A->rows,k=d->ta?A->rows:A->cols,k2=d->tb?B->cols:B->rows,n=d->tb?B->rows:B->cols;return k==k2&&C->rows==m&&C->cols==n&&A->type==B->type;}
static bool ldok(Layout*l){return l->ld>=(int64_t)(l->order?l->cols:l->rows);}
X cublasLtMatmulAlgoGetHeuristic(Lt*h,Desc*d,Layout*A,Layout*B,Layout*C,Layout*D,Pref*p,int req,char*res,int*n){if(!live.count(h))return INVALID_VALUE;if(!shapes(d,A,B,D)||!ldok(A)||!ldok(B)||!ldok(D)){*n=0;return NOT_SUPPORTED;}memset(res,0,96);*(uint64_t*)res=0xC0FFEE;*n=1;return OK;}
static size_t es(int t){return t==1?8:(t==2||t==14)?2:4;}
static double ld(const char*p,int t,int64_t i){switch(t){case 0:return((float*)p)[i];case 1:return((double*)p)[i];case 2:return((_Float16*)p)[i];case 14:{uint32_t b=(uint32_t)((uint16_t*)p)[i]<<16;float f;memcpy(&f,&b,4);return f;}}return 0;}
static void st(char*p,int t,int64_t i,double v){switch(t){case 0:((float*)p)[i]=v;break;case 1:((double*)p)[i]=v;break;case 2:((_Float16*)p)[i]=(_Float16)v;break;case 14:{float f=v;uint32_t b;memcpy(&b,&f,4);b+=0x7fff+((b>>16)&1);((uint16_t*)p)[i]=b>>16;}}}
static int64_t at(const Layout&l,int64_t r,int64_t c){return l.order?r*l.ld+c:c*l.ld+r;} static size_t span(const Layout&l){return ((l.batch-1)*l.stride+at(l,l.rows-1,l.cols-1)+1)*es(l.type);}
struct Job{Desc d;Layout A,B,C,D;uint64_t a,b,c,dd;double al,be;};
static void go(void*u){Job*j=(Job*)u;char*a=(char*)xl(j->a,span(j->A)),*b=(char*)xl(j->b,span(j->B)),*c=(char*)xl(j->c?j->c:j->dd,span(j->C)),*o=(char*)xl(j->dd,span(j->D));if(!a||!b||!o){delete j;return;}
 char*bias=(j->d.epi&4)?(char*)xl(j->d.bias,j->D.rows*es(j->d.biasType<0?j->D.type:j->d.biasType)):0; int64_t M=j->D.rows,N=j->D.cols,K=j->d.ta?j->A.rows:j->A.cols;
 for(int t=0;t<j->D.batch;t++)for(int64_t m=0;m<M;m++)for(int64_t n=0;n<N;n++){double s=0;for(int64_t k=0;k<K;k++)s+=ld(a,j->A.type,t*j->A.stride+(j->d.ta?at(j->A,k,m):at(j->A,m,k)))*ld(b,j->B.type,t*j->B.stride+(j->d.tb?at(j->B,n,k):at(j->B,k,n)));
  s*=j->al;if(j->be)s+=j->be*ld(c,j->C.type,t*j->C.stride+at(j->C,m,n));if(bias)s+=ld(bias,j->d.biasType<0?j->D.type:j->d.biasType,m);if(j->d.epi&2)s=s>0?s:0;if(j->d.epi&32)s=0.5*s*(1+tanh(0.7978845608028654*(s+0.044715*s*s*s)));st(o,j->D.type,t*j->D.stride+at(j->D,m,n),s);}
 delete j;}
X cublasLtMatmul(Lt*h,Desc*d,const void*al,uint64_t A,Layout*a,uint64_t B,Layout*b,const void*be,uint64_t C,Layout*c,uint64_t D,Layout*dl,const uint64_t*algo,uint64_t ws,size_t wsn,void*s){
 if(!live.count(h)||!live.count(d))return INVALID_VALUE;if(!shapes(d,a,b,dl)||(algo&&*algo!=0xC0FFEE))return INVALID_VALUE;if(A&15||B&15||D&15)return NOT_SUPPORTED;
 if(!xl(A,span(*a))||!xl(B,span(*b))||!xl(D,span(*dl)))return INVALID_VALUE; auto f=[&](const void*p){return d->scale==1?*(double*)p:(double)*(float*)p;};
 return enq(s,go,new Job{*d,*a,*b,*c,*dl,A,B,C,D,f(al),f(be)})?EXECUTION_FAILED:OK;}
